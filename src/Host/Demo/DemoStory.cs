using System.Globalization;
using System.Text.Json.Nodes;

namespace Ashlar.Host.Demo;

/// <summary>A year of an organisation's work, the same every time but for the day it ends on.</summary>
internal sealed class DemoStory
{
    private const int Days = 330;

    private static readonly string[] _forms = [" GmbH & Co. KG", " GmbH", " AS", " Ltd"];

    private readonly List<DemoStep> _steps = [];
    private readonly DemoTrade _trade;
    private readonly DateTimeOffset _now;
    private readonly Random _random;
    private readonly string[] _sellers;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _phone;

    private DemoStory(DemoTrade trade, DateTimeOffset now)
    {
        (_trade, _now) = (trade, now);
        _random = new Random(trade.Accounts);
        _sellers = [.. trade.People.Where(person => person.Role is "crm.sales_rep" or "crm.sales_manager").Select(person => person.Key)];
    }

    public static IReadOnlyList<DemoStep> Of(DemoTrade trade, DateTimeOffset now)
    {
        var story = new DemoStory(trade, now);
        story.Products();
        for (var i = 0; i < trade.Accounts; i++)
            story.Account(i);
        story.Twins();
        for (var i = 0; i < trade.Accounts / 2; i++)
            story.Lead(i);

        // OrderBy is stable: what is told in order at one moment happens in order.
        return [.. story._steps.OrderBy(step => step.At)];
    }

    private void Products()
    {
        Add(_now.AddDays(-Days), "admin", "pipelines", "pipeline", null, "setup", []);
        foreach (var product in _trade.Products)
            Add(_now.AddDays(-Days), "lead", "products", $"product:{product.Sku}", null, null, new() { ["name"] = product.Name, ["sku"] = product.Sku, ["price"] = Money(product.Price), ["unit"] = product.Unit });
    }

    private void Account(int index)
    {
        var (name, industry) = Company();
        var (place, seller, at) = (Pick(_trade.Places), Pick(_sellers), Day(-Days + 2, -20));
        var (first, last) = (Pick(_trade.FirstNames), Pick(_trade.FamilyNames));
        var domain = $"{Ascii(WithoutForm(name))}.example";
        var status = index % 10 < 5 ? "active" : index % 10 < 9 ? "prospect" : "inactive";
        Add(at, seller, "accounts", $"account:{index}", null, null, new()
        {
            ["name"] = name,
            ["number"] = $"{_trade.NumberPrefix}-{1001 + index}",
            ["status"] = status,
            ["industry"] = industry,
            ["owner_id"] = $"@person:{seller}",
            ["website"] = $"https://www.{domain}",
            ["email"] = $"office@{domain}",
            ["phone"] = Phone(place),
            ["fax"] = _random.Next(3) > 0 ? Phone(place) : null,
            ["contact_name"] = $"{first} {last}",
            ["contact_title"] = Pick(_trade.Titles),
            ["street"] = place.Country == "United Kingdom" ? $"{_random.Next(1, 140)} {Pick(place.Streets)}" : $"{Pick(place.Streets)} {_random.Next(1, 140)}",
            ["postal_code"] = place.PostalCode,
            ["city"] = place.City,
            ["country"] = place.Country,
            ["employees"] = _random.Next(2, 240),
            ["tags"] = Tags(),
        });
        Contacts(index, seller, at, domain, first, last);
        if (_random.Next(100) < 75)
            Deal($"{index}", index, seller, at.AddDays(_random.Next(1, 20)));
        if (_random.Next(100) < 25)
            Deal($"{index}b", index, seller, at.AddDays(_random.Next(30, 120)));
        Follow($"account:{index}", "account_id", seller, at, chance: 45);
    }

    private void Contacts(int index, string seller, DateTimeOffset at, string domain, string first, string last)
    {
        for (var i = 0; i <= _random.Next(3); i++)
        {
            if (i > 0)
                (first, last) = (Pick(_trade.FirstNames), Pick(_trade.FamilyNames));
            Add(at.AddMinutes(4 + i), seller, "contacts", $"contact:{index}.{i}", null, null, new()
            {
                ["first_name"] = first,
                ["last_name"] = last,
                ["account_id"] = $"@account:{index}",
                ["title"] = Pick(_trade.Titles),
                ["email"] = $"{Ascii(first)}.{Ascii(last)}@{domain}",
                ["phone"] = Phone(Pick(_trade.Places)),
                ["owner_id"] = $"@person:{seller}",
            });
        }
    }

    /// <summary>A deal walks through the stages a week or three apart until it ends, stands still or meets today.</summary>
    private void Deal(string key, int account, string seller, DateTimeOffset at)
    {
        if (at > _now.AddDays(-1))
            return;

        var close = at.AddDays(_random.Next(40, 150));
        Add(at, seller, "deals", $"deal:{key}", null, null, new()
        {
            ["name"] = Pick(_trade.Deals),
            ["account_id"] = $"@account:{account}",
            ["contact_id"] = $"@contact:{account}.0",
            ["value"] = Money(Math.Round((decimal)(_trade.DealValue.Least + (_random.NextDouble() * _random.NextDouble() * (_trade.DealValue.Most - _trade.DealValue.Least))) / 10, 0) * 10),
            ["expected_close"] = Date(close < _now ? _now.AddDays(_random.Next(-10, 75)) : close),
            ["owner_id"] = $"@person:{seller}",
        });
        if (_random.Next(3) == 0)
            Lines(key, seller, at.AddMinutes(9));

        // What stands still is young, or somebody would have closed it.
        var ends = _random.Next(at < _now.AddDays(-70) ? 7 : 10);
        var steps = ends < 7 ? 3 : _random.Next(0, 4);
        var when = at;
        for (var stage = 1; stage <= steps; stage++)
        {
            when = Work(when.AddDays(_random.Next(4, 24)));
            if (when > _now)
                return;
            Follow($"deal:{key}", "deal_id", seller, when.AddHours(-3), chance: 55);
            Add(when, seller, "deals", null, $"deal:{key}", "move", new() { ["stage_id"] = $"@stage:{stage}" });
        }

        when = Work(when.AddDays(_random.Next(3, 21)));
        if (when > _now || ends >= 7)
            return;
        if (ends < 4)
            Add(when, seller, "deals", null, $"deal:{key}", "win", []);
        else
            Add(when, seller, "deals", null, $"deal:{key}", "lose", new() { ["reason"] = Pick(_trade.LostReasons) });
    }

    private void Lines(string key, string seller, DateTimeOffset at)
    {
        foreach (var product in _trade.Products.OrderBy(_ => _random.Next()).Take(_random.Next(1, 4)).ToList())
        {
            Add(at, seller, "deal_lines", null, null, null, new()
            {
                ["deal_id"] = $"@deal:{key}",
                ["product_id"] = $"@product:{product.Sku}",
                ["quantity"] = (product.Unit is "month" ? 12 * _random.Next(1, 4) : product.Unit is "box" ? _random.Next(5, 60) : _random.Next(1, 7)).ToString(CultureInfo.InvariantCulture),
                ["discount_percent"] = _random.Next(4) == 0 ? "10" : "0",
            });
        }
    }

    private void Lead(int index)
    {
        var (company, _) = Company();
        var (first, last, seller, at) = (Pick(_trade.FirstNames), Pick(_trade.FamilyNames), Pick(_sellers), Day(-120, -1));
        Add(at, seller, "leads", $"lead:{index}", null, null, new()
        {
            ["name"] = $"{first} {last}",
            ["company"] = company,
            ["source"] = Pick(["web", "web", "web", "referral", "referral", "event", "outbound", "partner"]),
            ["email"] = $"{Ascii(first)}@{Ascii(WithoutForm(company))}.example",
            ["phone"] = Phone(Pick(_trade.Places)),
            ["owner_id"] = $"@person:{seller}",
            ["score"] = _random.Next(5, 96),
            ["estimated_value"] = Money(_random.Next(_trade.DealValue.Least, _trade.DealValue.Most / 4) / 10 * 10),
        });
        var when = Work(at.AddDays(_random.Next(1, 12)));
        if (when > _now)
            return;

        Follow($"lead:{index}", "lead_id", seller, at.AddHours(2), chance: 50);
        switch (index % 6)
        {
            case 0:
                Add(when, seller, "leads", null, $"lead:{index}", "convert", new() { ["create_deal"] = true, ["deal_name"] = Pick(_trade.Deals) });
                break;
            case 1 or 2:
                Add(when, seller, "leads", null, $"lead:{index}", "qualify", []);
                break;
            case 3:
                Add(when, seller, "leads", null, $"lead:{index}", "disqualify", new() { ["reason"] = Pick(["Outside our area", "Only wanted a price", "No answer to three calls"]) });
                break;
        }
    }

    /// <summary>The same company twice, so that there is something to merge.</summary>
    private void Twins()
    {
        foreach (var step in _steps.Where(step => step is { Resource: "accounts" }).Take(2).ToList())
        {
            var (plain, name) = (WithoutForm($"{step.Body["name"]}"), $"{step.Body["name"]}");
            Add(Day(-90, -30), "lead", "accounts", $"twin:{step.Key}", null, null, new()
            {
                ["name"] = plain == name ? $"{name} {_trade.LegalForm}" : plain,
                ["phone"] = step.Body["phone"]!.DeepClone(),
                ["city"] = step.Body["city"]!.DeepClone(),
                ["tags"] = new JsonArray("from-fair"),
            });
        }
    }

    private void Follow(string on, string field, string seller, DateTimeOffset at, int chance)
    {
        if (_random.Next(100) >= chance)
            return;

        var (kind, subject) = Pick([("call", "Asked how it goes"), ("call", "Talked about the offer"), ("mail", "Sent the offer"), ("mail", "Answered questions"), ("meeting", "Visit on site"), ("note", "Decides with the partner"), ("task", "Check the figures")]);
        Add(at < _now ? at : _now.AddHours(-1), seller, "activities", null, null, null, new() { ["kind"] = kind, ["subject"] = subject, [field] = $"@{on}", ["owner_id"] = $"@person:{seller}", ["done_at"] = Moment(at < _now ? at : _now.AddHours(-1)) });
        if (_random.Next(3) > 0)
            return;

        // Mostly in the weeks to come; some should have been done by now.
        var due = _random.Next(4) == 0 ? _now.AddDays(-_random.Next(1, 9)) : Work(_now.AddDays(_random.Next(1, 24)));
        Add(_now.AddHours(-_random.Next(2, 70)), seller, "activities", null, null, null, new() { ["kind"] = Pick(["call", "task", "meeting"]), ["subject"] = Pick(["Call back", "Send the contract", "Agree on a date", "Ask for the decision", "Prepare the visit"]), [field] = $"@{on}", ["owner_id"] = $"@person:{seller}", ["due_at"] = Moment(due) });
    }

    private (string Name, string Industry) Company()
    {
        for (var attempt = 0; ; attempt++)
        {
            var (pattern, industry) = Pick(_trade.Companies);
            var name = string.Format(CultureInfo.InvariantCulture, pattern, Pick(_trade.FamilyNames), Pick(_trade.Quarters));
            if (attempt > 40)
                name = $"{name} {Pick(_trade.Places).City}";
            if (_names.Add(name))
                return (name, industry);
        }
    }

    private void Add(DateTimeOffset at, string person, string resource, string? key, string? on, string? command, JsonObject body) =>
        _steps.Add(new DemoStep(at, person, resource, key, on, command, body));

    private T Pick<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    private DateTimeOffset Day(int from, int to) => Work(_now.AddDays(_random.Next(from, to)));

    /// <summary>A moment of the same day in working hours.</summary>
    private DateTimeOffset Work(DateTimeOffset at) => new(at.Year, at.Month, at.Day, _random.Next(8, 17), _random.Next(60), 0, TimeSpan.Zero);

    private string Phone(DemoPlace place) => string.Format(CultureInfo.InvariantCulture, place.Phone, _phone++ % (place.Phone.Contains(":00 00", StringComparison.Ordinal) ? 10_000 : 1000));

    private JsonArray Tags() => [.. _trade.Tags.Where(_ => _random.Next(5) == 0).Select(tag => JsonValue.Create(tag))];

    private JsonObject Money(decimal amount) => new() { ["amount"] = amount.ToString("0.00", CultureInfo.InvariantCulture), ["currency"] = _trade.Currency };

    private static string WithoutForm(string name) =>
        _forms.FirstOrDefault(form => name.EndsWith(form, StringComparison.Ordinal)) is { } form ? name[..^form.Length] : name;

    private static string Date(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Ascii(string text)
    {
        var plain = text.ToLowerInvariant().Replace("ä", "ae").Replace("ö", "oe").Replace("ü", "ue").Replace("ß", "ss").Replace("ø", "o").Replace("å", "a").Replace("æ", "ae");
        return string.Join('-', new string([.. plain.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
