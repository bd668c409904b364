namespace Ashlar.Host.Demo;

/// <summary>A supplier of medical practices in the south-east of Norway.</summary>
internal static class HaldenMedical
{
    public static readonly DemoTrade Trade = new()
    {
        Code = "halden",
        Name = "Halden Medical",
        Trade = "Medical supplies",
        Currency = "NOK",
        Plan = "professional",
        Accounts = 60,
        LegalForm = "AS",
        NumberPrefix = "HM",
        DealValue = (12_000, 640_000),
        People =
        [
            new("admin", "Ingrid Solberg", "ingrid@halden.example", "General manager", "admin"),
            new("lead", "Eirik Moen", "eirik@halden.example", "Sales manager", "crm.sales_manager"),
            new("rep1", "Nora Haugen", "nora@halden.example", "Adviser", "crm.sales_rep"),
            new("viewer", "Leif Aas", "leif@halden.example", "Accountant", "crm.viewer"),
        ],
        Places =
        [
            new("Halden", "Norway", "1771", "+47 69 00 {0:00 00}", ["Storgata", "Violgata", "Repslagergata"]),
            new("Fredrikstad", "Norway", "1607", "+47 69 00 {0:00 00}", ["Nygaardsgata", "Storgata", "Brochs gate"]),
            new("Sarpsborg", "Norway", "1707", "+47 69 00 {0:00 00}", ["Sandesundsveien", "Korsgata"]),
            new("Moss", "Norway", "1530", "+47 69 00 {0:00 00}", ["Dronningens gate", "Skoggata"]),
            new("Oslo", "Norway", "0184", "+47 22 00 {0:00 00}", ["Torggata", "Storgata", "Calmeyers gate"]),
        ],
        Products =
        [
            new("ECG-12", "ECG recorder, 12 channels", 28_900m, "piece"),
            new("ULT-P", "Portable ultrasound", 189_000m, "piece"),
            new("AUT-18", "Autoclave, 18 litres", 46_500m, "piece"),
            new("GLV-100", "Nitrile gloves, box of 100", 89m, "box"),
            new("CRP-25", "CRP test, 25 pieces", 1_450m, "box"),
            new("SVC-A", "Service contract A", 9_800m, "year"),
            new("CHR-T", "Treatment chair", 34_200m, "piece"),
        ],
        Companies =
        [
            ("{1} Legesenter", "healthcare"), ("{1} Tannklinikk", "healthcare"), ("Tannlege {0} AS", "healthcare"), ("{1} Fysioterapi", "healthcare"), ("Fastlege {0}", "healthcare"),
            ("{1} Sykehjem", "healthcare"), ("{1} Dyreklinikk", "healthcare"), ("{0} Øyelegene AS", "healthcare"), ("{1} kommune, helse", "public_sector"), ("Apotek {1}", "retail"),
        ],
        Quarters = ["Tista", "Fredriksten", "Kråkerøy", "Glomma", "Rolvsøy", "Jeløy", "Verket", "Grünerløkka", "Sagene", "Bryn", "Iddefjorden", "Østsiden", "Borg", "Rygge"],
        FirstNames = ["Astrid", "Bjarne", "Camilla", "Dag", "Elin", "Frode", "Guro", "Hege", "Ivar", "Jorunn", "Kjersti", "Lars", "Marit", "Nils", "Oddvar", "Pernille", "Ragnhild", "Stein", "Tone", "Vidar"],
        FamilyNames = ["Aasen", "Bakke", "Berg", "Dahl", "Eide", "Fjeld", "Grønli", "Holm", "Iversen", "Johnsrud", "Kvam", "Lunde", "Myhre", "Nygård", "Ødegaard", "Ruud", "Strand", "Tveit", "Vik", "Øien"],
        Titles = ["Daglig leder", "Helsesekretær", "Lege", "Tannlege", "Innkjøp", "Avdelingsleder"],
        Deals = ["Equipment for the new room", "Ultrasound with training", "Replacement of the autoclave", "Frame agreement for consumables", "Service contract for all devices", "Two treatment chairs", "CRP tests for the year"],
        LostReasons = ["The county's tender went to somebody else", "Buys used equipment", "Budget is spent for this year", "Delivery took too long"],
        Tags = ["frame-agreement", "service", "public", "new-practice", "fax-orders", "training"],
    };
}
