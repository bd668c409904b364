namespace Ashlar.Host.Demo;

/// <summary>A print shop in Bristol.</summary>
internal static class PaperAndPlum
{
    public static readonly DemoTrade Trade = new()
    {
        Code = "paperplum",
        Name = "Paper & Plum",
        Trade = "Print shop",
        Currency = "GBP",
        Plan = "starter",
        Accounts = 40,
        LegalForm = "Ltd",
        NumberPrefix = "PP",
        DealValue = (120, 6_500),
        People =
        [
            new("admin", "Harriet Plum", "harriet@paperplum.example", "Owner", "admin"),
            new("lead", "Dev Anand", "dev@paperplum.example", "Studio and sales", "crm.sales_manager"),
            new("rep1", "Poppy Ellis", "poppy@paperplum.example", "Counter and accounts", "crm.sales_rep"),
        ],
        Places =
        [
            new("Bristol", "United Kingdom", "BS1 4QA", "0117 496 0{0:000}", ["Corn Street", "Baldwin Street", "Welsh Back"]),
            new("Bristol", "United Kingdom", "BS8 1AB", "0117 496 0{0:000}", ["Whiteladies Road", "Queens Road", "Regent Street"]),
            new("Bristol", "United Kingdom", "BS3 1JA", "0117 496 0{0:000}", ["North Street", "East Street", "Coronation Road"]),
            new("Bristol", "United Kingdom", "BS6 5QA", "0117 496 0{0:000}", ["Gloucester Road", "Picton Street", "Cheltenham Road"]),
        ],
        Products =
        [
            new("BC-250", "Business cards, 250", 42.00m, "set"),
            new("FLY-A5", "Flyers A5, 1,000", 96.00m, "set"),
            new("MEN-A4", "Menus A4, laminated, 50", 118.00m, "set"),
            new("RISO-A3", "Risograph poster A3, 100", 165.00m, "set"),
            new("BOOK-64", "Perfect-bound book, 64 pages, 200", 890.00m, "run"),
            new("SIGN-A1", "Window sign A1", 75.00m, "piece"),
        ],
        Companies =
        [
            ("{1} Bakery", "food"), ("{0} & Sons Solicitors", "services"), ("The {1} Arms", "hospitality"), ("{1} Yoga", "services"), ("{0} Estate Agents Ltd", "services"),
            ("{1} Community Theatre", "media"), ("{0}'s Bicycles", "retail"), ("{1} Primary School", "education"), ("{0} & {0} Architects", "construction"), ("{1} Coffee Roasters", "food"),
        ],
        Quarters = ["Clifton", "Harbourside", "Stokes Croft", "Totterdown", "Bedminster", "Redland", "Montpelier", "Easton", "Southville", "Cotham", "Kingsdown", "Windmill Hill"],
        FirstNames = ["Alice", "Ben", "Chloe", "Daniel", "Esme", "Finn", "Grace", "Hugo", "Isla", "Jack", "Kezia", "Leo", "Maisie", "Noah", "Olive", "Priya", "Rufus", "Saffron", "Theo", "Wren"],
        FamilyNames = ["Abbott", "Barnes", "Carter", "Dyer", "Evans", "Fry", "Gough", "Hobbs", "Ingram", "Jenkins", "Kimber", "Lewis", "Morgan", "Neal", "Osborne", "Parfitt", "Rudge", "Stokes", "Tucker", "Weston"],
        Titles = ["Owner", "Office manager", "Head teacher", "Marketing", "Partner", "Front of house"],
        Deals = ["Menus for the season", "Cards and letterheads", "Posters for the festival", "Anniversary book", "Window signs", "Flyers for the opening", "Programmes for the autumn"],
        LostReasons = ["Printed online for less", "The event was cancelled", "Needed it by tomorrow", "Found a sponsor with a press"],
        Tags = ["risograph", "rush", "charity", "regular", "proof-by-fax", "recycled-stock"],
    };
}
