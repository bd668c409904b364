using Ashlar.Contract.Access;
using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Crm.Accounts;

/// <summary>
/// Accounts that look like one: of one account, of a name, e-mail or telephone about to be entered, or of all when nothing is given.
/// </summary>
internal sealed record FindDuplicates(Guid? AccountId = null, string? Name = null, string? Email = null, string? Phone = null, int Limit = 50)
    : IQuery<IReadOnlyList<DuplicateGroup>>;

internal sealed record DuplicateGroup(string MatchedBy, string Match, IReadOnlyList<DuplicateView> Accounts);

internal sealed record DuplicateView(Guid Id, string Name, string? Number, string? City, string? Email, string? Phone, DateTimeOffset CreatedAt);

internal sealed class FindDuplicatesHandler(IStore store, IActor actor) : IQueryHandler<FindDuplicates, IReadOnlyList<DuplicateGroup>>
{
    private const int MostInGroup = 21;

    public async Task<Result<IReadOnlyList<DuplicateGroup>>> Handle(FindDuplicates query, CancellationToken cancel)
    {
        var (name, domain, phone) = (MatchKeys.OfName(query.Name), MatchKeys.OfEmail(query.Email), MatchKeys.OfPhone(query.Phone));
        if (query.AccountId is { } id)
        {
            if (await store.Query<Account>().Where(account => account.Id == id).Select(account => new { account.MatchName, account.MatchDomain, account.MatchPhone }).FirstOrDefaultAsync(cancel) is not { } account)
                return CrmErrors.NotFound;

            (name, domain, phone) = (account.MatchName, account.MatchDomain, account.MatchPhone);
        }

        var everything = query is { AccountId: null, Name: null, Email: null, Phone: null };
        var limit = Math.Clamp(query.Limit, 1, 200);
        // Before an account is entered, one that exists already is a match; among those that exist it takes two.
        var fewest = everything || query.AccountId is not null ? 2 : 1;

        List<DuplicateGroup> groups = [];
        // What accounts have in common is told as far as the fields it is made of may be seen.
        if (actor.Sees("crm.accounts", "name"))
            groups.AddRange(await ByName(everything ? await Repeated(store.Query<Account>().Select(a => a.MatchName), limit, cancel) : [name], fewest, cancel));
        if (actor.Sees("crm.accounts", "email"))
            groups.AddRange(await ByDomain(everything ? await Repeated(store.Query<Account>().Select(a => a.MatchDomain), limit, cancel) : [domain], fewest, cancel));
        if (actor.Sees("crm.accounts", "phone"))
            groups.AddRange(await ByPhone(everything ? await Repeated(store.Query<Account>().Select(a => a.MatchPhone), limit, cancel) : [phone], fewest, cancel));
        return groups.DistinctBy(group => string.Join(',', group.Accounts.Select(account => account.Id))).Take(limit).ToList();
    }

    private static Task<List<string?>> Repeated(IQueryable<string?> keys, int limit, CancellationToken cancel) =>
        keys.Where(key => key != null).GroupBy(key => key).Where(group => group.Count() > 1)
            .OrderBy(group => group.Key).Select(group => group.Key).Take(limit).ToListAsync(cancel);

    private async Task<IEnumerable<DuplicateGroup>> ByName(List<string?> keys, int fewest, CancellationToken cancel) =>
        Groups("name", await Rows(store.Query<Account>().Where(a => a.MatchName != null && keys.Contains(a.MatchName)), cancel), a => a.MatchName!, fewest);

    private async Task<IEnumerable<DuplicateGroup>> ByDomain(List<string?> keys, int fewest, CancellationToken cancel) =>
        Groups("email_domain", await Rows(store.Query<Account>().Where(a => a.MatchDomain != null && keys.Contains(a.MatchDomain)), cancel), a => a.MatchDomain!, fewest);

    private async Task<IEnumerable<DuplicateGroup>> ByPhone(List<string?> keys, int fewest, CancellationToken cancel) =>
        Groups("phone", await Rows(store.Query<Account>().Where(a => a.MatchPhone != null && keys.Contains(a.MatchPhone)), cancel), a => a.MatchPhone!, fewest);

    private static Task<List<Account>> Rows(IQueryable<Account> matches, CancellationToken cancel) =>
        matches.AsNoTracking().OrderBy(account => account.Id).Take(1000).ToListAsync(cancel);

    private static IEnumerable<DuplicateGroup> Groups(string matchedBy, List<Account> rows, Func<Account, string> key, int fewest) =>
        from row in rows
        group row by key(row) into alike
        where alike.Count() >= fewest
        select new DuplicateGroup(matchedBy, alike.Key, [.. alike.Take(MostInGroup).Select(a => new DuplicateView(a.Id, a.Name, a.Number, a.City, a.Email, a.Phone, a.CreatedAt))]);
}
