namespace Ashlar.Host.Demo;

/// <summary>A fibre provider in Hamburg that sells to small companies.</summary>
internal static class NordlichtNetz
{
    public static readonly DemoTrade Trade = new()
    {
        Code = "nordlicht",
        Name = "Nordlicht Netz",
        Trade = "Internet provider",
        Currency = "EUR",
        Plan = "professional",
        Accounts = 120,
        LegalForm = "GmbH",
        NumberPrefix = "NN",
        DealValue = (900, 48_000),
        People =
        [
            new("admin", "Karla Petersen", "karla@nordlicht.example", "Managing director", "admin"),
            new("lead", "Jonas Brandt", "jonas@nordlicht.example", "Head of sales", "crm.sales_manager"),
            new("rep1", "Mara Lüders", "mara@nordlicht.example", "Account manager", "crm.sales_rep"),
            new("rep2", "Timo Hinrichs", "timo@nordlicht.example", "Account manager", "crm.sales_rep"),
            new("viewer", "Silke Thomsen", "silke@nordlicht.example", "Controller", "crm.viewer"),
        ],
        Places =
        [
            new("Hamburg", "Germany", "22765", "040 66969-{0:000}", ["Eulenstraße", "Ottenser Hauptstraße", "Bahrenfelder Steindamm", "Große Bergstraße"]),
            new("Hamburg", "Germany", "20457", "040 66969-{0:000}", ["Am Sandtorkai", "Brooktorkai", "Osakaallee"]),
            new("Hamburg", "Germany", "22041", "040 66969-{0:000}", ["Wandsbeker Marktstraße", "Schloßstraße", "Kattunbleiche"]),
            new("Hamburg", "Germany", "21073", "040 66969-{0:000}", ["Lüneburger Straße", "Schloßmühlendamm"]),
            new("Berlin", "Germany", "10245", "030 23125-{0:000}", ["Boxhagener Straße", "Warschauer Straße"]),
        ],
        Products =
        [
            new("FIB-250", "Fibre Business 250", 59.90m, "month"),
            new("FIB-500", "Fibre Business 500", 89.90m, "month"),
            new("FIB-1000", "Fibre Business 1000", 149.00m, "month"),
            new("DARK", "Dark fibre, per kilometre", 390.00m, "month"),
            new("COLO-1U", "Colocation 1U", 79.00m, "month"),
            new("IP-29", "IPv4 /29", 15.00m, "month"),
            new("INST", "Installation on site", 490.00m, "piece"),
            new("FAX-25", "Fax lines, 25 numbers", 39.00m, "month"),
        ],
        Companies =
        [
            ("Autohaus {0}", "retail"), ("Tischlerei {0} GmbH", "construction"), ("Praxis Dr. {0}", "healthcare"), ("Steuerberatung {0} & Partner", "finance"),
            ("Hotel am {1}", "hospitality"), ("Bäckerei {0}", "food"), ("Spedition {0} GmbH & Co. KG", "logistics"), ("Elektro {0} GmbH", "construction"),
            ("Kanzlei {0}", "services"), ("Zahnzentrum {1}", "healthcare"), ("{0} Maschinenbau GmbH", "manufacturing"), ("Grundschule {1}", "education"),
            ("Agentur {0} und Freunde", "media"), ("Seniorenstift {1}", "healthcare"), ("Reederei {0}", "logistics"), ("Brauerei {1}", "food"),
        ],
        Quarters = ["Ottensen", "Elbblick", "Sandtor", "Wandsbek", "Harburg", "Alsterufer", "Eppendorf", "Övelgönne", "Finkenwerder", "Altona", "Winterhude", "Blankenese"],
        FirstNames = ["Anna", "Björn", "Carsten", "Dörte", "Enno", "Frauke", "Gesa", "Henning", "Imke", "Jan", "Katrin", "Lars", "Meike", "Niels", "Ole", "Petra", "Rieke", "Sönke", "Telse", "Uwe", "Wiebke"],
        FamilyNames = ["Petersen", "Hansen", "Jessen", "Lorenzen", "Thomsen", "Christiansen", "Paulsen", "Carstens", "Behrens", "Clausen", "Detlefsen", "Ehlers", "Feddersen", "Groth", "Harms", "Iversen", "Johannsen", "Kröger", "Lührs", "Martens", "Nissen", "Oldenburg", "Rickmers", "Schlüter", "Tietjens", "Wulff"],
        Titles = ["Geschäftsführer", "IT-Leiterin", "Einkauf", "Büroleitung", "Inhaberin", "Technischer Leiter"],
        Deals = ["Fibre for the head office", "Second line as fallback", "Fibre for the new branch", "Dark fibre between two sites", "Colocation for the archive", "Fax numbers for the practice", "Upgrade to 1 Gbit/s", "Wi-Fi for guests"],
        LostReasons = ["The street is dug up in two years at the earliest", "Stays with the old provider until the contract ends", "Too expensive", "No decision this year"],
        Tags = ["fibre-ready", "trench-needed", "key-account", "landlord", "fax", "referral"],
    };
}
