using Ashlar.Contract.Commands;
using Ashlar.Contract.Errors;
using Ashlar.Contract.Modules;
using Ashlar.Contract.Resources;
using Ashlar.Contract.Settings;
using Microsoft.EntityFrameworkCore;

namespace Ashlar.Core.Tests.Protection;

internal enum BloodGroup { Unknown, A, B, Ab, O }

/// <summary>A row with a field of every kind that can be encrypted.</summary>
internal sealed class Patient : Entity
{
    public required string Name { get; set; }
    public string? Ward { get; set; }
    public string? Serial { get; set; }
    public string? Ssn { get; set; }
    public string? Diagnosis { get; set; }
    public DateOnly? BornOn { get; set; }
    public decimal? Weight { get; set; }
    public int? Visits { get; set; }
    public BloodGroup? Blood { get; set; }
    public bool? Smoker { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string? DeviceKey { get; set; }
}

internal sealed class PatientResource : IResource<Patient>
{
    public void Define(ResourceBuilder<Patient> resource)
    {
        resource.Field(p => p.Name).Searchable();
        resource.Field(p => p.Ward).Searchable();
        resource.Field(p => p.Serial).NumericId();
        resource.Field(p => p.Ssn).Phi().Unique();
        resource.Field(p => p.Diagnosis).LongText().Phi();
        resource.Field(p => p.BornOn).Phi();
        resource.Field(p => p.Weight).Phi();
        resource.Field(p => p.Visits).Phi().Range(0, 1000);
        resource.Field(p => p.Blood).Phi();
        resource.Field(p => p.Smoker).Phi();
        resource.Field(p => p.Email).Email().Pii().Unique();
        resource.Field(p => p.Phone).Phone().Pii();
        resource.Field(p => p.DeviceKey).Secret();
    }
}

/// <summary>A resource that is about health as a whole.</summary>
internal sealed class LabResult : Entity
{
    public required string Name { get; set; }
}

internal sealed class LabResultResource : IResource<LabResult>
{
    public void Define(ResourceBuilder<LabResult> resource) => resource.Phi();
}

internal sealed record Diagnose(Guid Id, string Text) : ICommand<Patient>;

internal sealed class DiagnoseHandler(IStore store) : ICommandHandler<Diagnose, Patient>
{
    public async Task<Result<Patient>> Handle(Diagnose command, CancellationToken cancel)
    {
        var patient = (await store.Find<Patient>(command.Id, cancel))!;
        patient.Diagnosis = $"{patient.Diagnosis}, {command.Text}";
        patient.DeviceKey = "device-key-planted";
        return patient;
    }
}

internal sealed record Summary(Guid Id, string Name, string? Diagnosis, bool HasDevice);

internal sealed record Summaries : IQuery<IReadOnlyList<Summary>>;

internal sealed class SummariesHandler(IStore store) : IQueryHandler<Summaries, IReadOnlyList<Summary>>
{
    public async Task<Result<IReadOnlyList<Summary>>> Handle(Summaries query, CancellationToken cancel)
    {
        var patients = await store.Query<Patient>().OrderBy(patient => patient.Name).ToListAsync(cancel);
        return patients.Select(p => new Summary(p.Id, p.Name, p.Diagnosis, p.DeviceKey is not null)).ToList();
    }
}

internal sealed record InUse(string? Url, string? Value);

internal sealed record SettingsInUse : IQuery<IReadOnlyList<InUse>>;

internal sealed class SettingsInUseHandler(ISettings settings) : IQueryHandler<SettingsInUse, IReadOnlyList<InUse>>
{
    public Task<Result<IReadOnlyList<InUse>>> Handle(SettingsInUse query, CancellationToken cancel) =>
        Task.FromResult<Result<IReadOnlyList<InUse>>>(new List<InUse> { new(settings.Get<string?>("clinic.lab_url"), settings.Get<string?>("clinic.lab_key")) });
}

internal sealed class ClinicApp : IModule
{
    public const string Tables = """
        CREATE SCHEMA IF NOT EXISTS shared;
        GRANT USAGE ON SCHEMA shared TO ashlar_app, ashlar_system;
        CREATE TABLE shared.clinic_patients (
            tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
            name text NOT NULL, ward text, serial text,
            ssn bytea, ssn_index bytea, diagnosis bytea, born_on bytea, born_on_index bytea, weight bytea, weight_index bytea, visits bytea, visits_index bytea,
            blood bytea, blood_index bytea, smoker bytea, email bytea, email_index bytea, phone bytea, phone_index bytea, device_key bytea, device_key_index bytea,
            created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
            version integer NOT NULL, deleted_at timestamptz, custom jsonb,
            PRIMARY KEY (tenant_id, id));
        CREATE UNIQUE INDEX clinic_patients_by_ssn ON shared.clinic_patients (tenant_id, ssn_index) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX clinic_patients_by_email ON shared.clinic_patients (tenant_id, email_index) WHERE deleted_at IS NULL;
        SELECT public.protect_tenant_table('shared.clinic_patients');
        CREATE TABLE shared.clinic_lab_results (
            tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid, name text NOT NULL,
            created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
            version integer NOT NULL, deleted_at timestamptz, custom jsonb,
            PRIMARY KEY (tenant_id, id));
        SELECT public.protect_tenant_table('shared.clinic_lab_results');
        """;

    public void Define(ModuleBuilder module) => module
        .Resource<Patient, PatientResource>()
        .Resource<LabResult, LabResultResource>()
        .Command<Diagnose, DiagnoseHandler>("patients")
        .Query<Summaries, SummariesHandler>("summaries", "clinic:patients:read")
        .Query<SettingsInUse, SettingsInUseHandler>("settings_in_use", "clinic:patients:read")
        .Setting(new("clinic.lab_url", "Laboratory", FieldKind.Text, null))
        .Setting(new("clinic.lab_key", "Its key", FieldKind.Text, null) { Secret = true })
        .Role("staff", "Staff", "clinic:*:*");
}
