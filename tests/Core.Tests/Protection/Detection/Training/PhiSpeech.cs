using System.Text;

namespace Ashlar.Core.Tests.Protection.Detection.Training;

/// <summary>Writes values as they are read aloud: "four four, double seven", "K wie Kaufmann", "March third, nineteen sixty-one".</summary>
internal sealed class PhiSpeech(PhiValues dice)
{
    private static readonly string[] _digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    private static readonly string[] _ziffern = ["null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"];
    private static readonly string[] _teens = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
    private static readonly string[] _tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    private static readonly string[] _ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth"];
    private static readonly string[] _months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] _monate = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"];
    private static readonly string[] _einer = ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"];
    private static readonly string[] _zehner = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"];
    private static readonly string[] _folge = ["erste", "zweite", "dritte", "vierte", "fünfte", "sechste", "siebte", "achte", "neunte", "zehnte", "elfte", "zwölfte", "dreizehnte", "vierzehnte", "fünfzehnte", "sechzehnte", "siebzehnte", "achtzehnte", "neunzehnte", "zwanzigste"];
    private static readonly string[] _as = ["apple", "boy", "cat", "david", "echo", "frank", "george", "hotel", "ida", "john", "king", "lima", "mary", "nancy", "oscar", "peter", "queen", "robert", "sam", "tango", "uncle", "victor", "william", "x-ray", "yankee", "zebra"];
    private static readonly string[] _wie = ["Anton", "Berta", "Cäsar", "Dora", "Emil", "Friedrich", "Gustav", "Heinrich", "Ida", "Julius", "Kaufmann", "Ludwig", "Martha", "Nordpol", "Otto", "Paula", "Quelle", "Richard", "Siegfried", "Theodor", "Ulrich", "Viktor", "Wilhelm", "Xanthippe", "Ypsilon", "Zeppelin"];
    private static readonly string[] _nato = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "x-ray", "yankee", "zulu"];

    public string Number(string value, bool german)
    {
        var (text, style, run) = (new StringBuilder(), dice.Next(4), 0);
        for (var at = 0; at < value.Length; at++)
        {
            var sign = char.ToUpperInvariant(value[at]);
            if (!char.IsAsciiLetterOrDigit(sign))
            {
                if (text.Length > 0 && text[^1] is not (',' or ' '))
                    text.Append(sign == '-' && style == 0 ? german ? " Strich" : " dash" : style == 1 ? " -" : ",");
                run = 0;
                continue;
            }

            if (text.Length > 0)
                text.Append(++run % 3 == 0 && style > 1 && text[^1] != ',' ? ", " : " ");
            var again = at + 1 < value.Length && value[at + 1] == value[at] && char.IsAsciiDigit(sign) && !german && dice.Next(2) == 0;
            text.Append(again ? "double " : "").Append(char.IsAsciiDigit(sign) ? Digit(sign - '0', german) : Letter(sign, german));
            at += again ? 1 : 0;
        }

        return text.ToString();
    }

    public string Date(bool german)
    {
        var (year, month, day) = (20 + dice.Next(80), dice.Next(12), dice.Next(30));
        if (german)
            return $"{(day < 20 ? _folge[day] : _einer[(day - 19) % 9] + "und" + _zehner[0] + "ste")}{(dice.Next(2) == 0 ? "r" : "n")} {(dice.Next(2) == 0 ? _monate[month] : _folge[month] + "r")}{(dice.Next(3) > 0 ? " neunzehnhundert" + Zahl(year) : "")}";
        var years = dice.Next(3) > 0 ? $" nineteen {Two(year)}" : dice.Next(2) == 0 ? "" : " twenty twenty-" + _digits[1 + dice.Next(5)];
        return dice.Next(2) == 0 ? $"{_months[month]} {(dice.Next(3) == 0 ? "the " : "")}{_ordinals[day]}{(dice.Next(2) == 0 ? "," : "")}{years}" : $"the {_ordinals[day]} of {_months[month]}{years}";
    }

    public string Age(int age, bool german) => german ? Zahl(age) : age < 100 ? Two(age) : "a hundred and " + _digits[Math.Max(1, age - 100) % 10];

    private string Digit(int digit, bool german) => german ? digit == 2 && dice.Next(3) == 0 ? "zwo" : _ziffern[digit] : digit == 0 && dice.Next(2) == 0 ? "oh" : _digits[digit];

    private string Letter(char letter, bool german) => german
        ? dice.Next(2) == 0 ? $"{letter} wie {_wie[letter - 'A']}" : dice.Next(2) == 0 ? _wie[letter - 'A'] : letter.ToString()
        : dice.Next(3) switch { 0 => letter.ToString(), 1 => $"{letter} as in {_as[letter - 'A']}", _ => _nato[letter - 'A'] };

    private static string Two(int number) => number < 10 ? "oh " + _digits[number] : number < 20 ? _teens[number - 10] : _tens[number / 10 - 2] + (number % 10 == 0 ? "" : "-" + _digits[number % 10]);

    private static string Zahl(int number) => number >= 100 ? "hundert" + (number == 100 ? "" : _ziffern[(number - 100) % 10]) : (number % 10 == 0 ? "" : _einer[number % 10 - 1] + "und") + _zehner[Math.Max(0, number / 10 - 2)];
}
