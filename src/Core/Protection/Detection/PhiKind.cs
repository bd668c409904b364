namespace Ashlar.Core.Protection.Detection;

/// <summary>What identifies a person: the identifiers of HIPAA's Safe Harbor, 45 CFR 164.514(b)(2), and the codes of diagnoses that make them health information.</summary>
internal enum PhiKind
{
    Name, Place, Address, Zip, Date, BirthDate, Age, Phone, Fax, Email, Ssn, MedicalRecord, HealthPlan, Account, Licence, Vehicle, Device, Url, Ip, Biometric, Npi, Dea, Diagnosis,
}
