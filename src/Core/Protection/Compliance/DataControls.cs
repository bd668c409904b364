using System.Security.Cryptography;
using System.Text;
using Ashlar.Core.Protection.Detection.Writing;
using Ashlar.Core.Protection.Fields;
using Ashlar.Core.Protection.Keys;
using Ashlar.Core.Protection.Redaction;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;
using Ashlar.Core.Tenancy.Settings;
using Npgsql;

namespace Ashlar.Core.Protection.Compliance;

/// <summary>Controls on data at rest: encryption, keys, the log, secrets and card numbers.</summary>
internal sealed class DataControls(ResourceModels models, KeyRing ring, KeyStore store, RootKeySource roots, Databases databases, SettingCatalogue settings, StorageOptions storage, PhiWatch watch, TimeProvider time)
{
    private static readonly TimeSpan _oldestKey = TimeSpan.FromDays(365);

    public IReadOnlyList<Control> All =>
    [
        new("encryption_at_rest", "Every value of a classified field is stored encrypted", "45 CFR 164.312(a)(2)(iv)", Encrypted),
        new("encryption_works", "The organisation's key seals, opens, and notices a changed byte", "45 CFR 164.312(c)(1)", SealsAndOpens),
        new("key_custody", "Keys are wrapped by a root key that the database does not hold", "45 CFR 164.312(a)(2)(iv)", Custody),
        new("key_age", "The active key is younger than a year", "NIST SP 800-57", Age),
        new("audit_of_reads", "Reads of health information are in the log, and it holds no plain text of them", "45 CFR 164.312(b)", AuditedReads),
        new("phi_in_open_fields", "No text in an unclassified field is known to hold health information", "45 CFR 164.312(a)(1)", OpenFields),
        new("secret_settings", "No secret setting stands in the open", "45 CFR 164.308(a)(5)(ii)(D)", SecretSettings),
        new("card_numbers", "Card numbers are refused, and the log holds none", "PCI DSS 3.3", Cards),
    ];

    private async Task<Finding> Encrypted(TenantInfo tenant, CancellationToken cancel)
    {
        var (values, columns, open) = (0L, 0, 0L);
        var known = (await store.Load(tenant.Id, null, cancel)).Where(row => row.Kind == KeyRow.Data).Select(row => row.Id.ToByteArray(bigEndian: true)).ToArray();
        foreach (var model in Sealed())
        {
            foreach (var column in model.Columns.Where(column => column.IsSealed))
            {
                var name = Column.Quote(column.SqlColumns[0]);
                // The first byte tells the format and 17 more name the key; nothing shorter than header, nonce and tag is ours.
                var (count, wrong) = await Row(model, tenant, $"count({name}), count(*) FILTER (WHERE {name} IS NOT NULL AND (octet_length({name}) < {ScopeKeys.HeaderLength + Gcm.Overhead} OR substring({name} FROM 1 FOR 1) <> '\\x{ScopeKeys.Format:x2}' OR substring({name} FROM 2 FOR 16) <> ALL($2)))", reader => (reader.GetInt64(0), reader.GetInt64(1)), known, cancel);
                (values, columns, open) = (values + count, columns + 1, open + wrong);
            }
        }

        return columns == 0 ? Finding.NotApplicable("No module here declares classified fields.") : Finding.Of(open == 0, $"{values} values in {columns} columns looked at; {open} not encrypted.");
    }

    private async Task<Finding> SealsAndOpens(TenantInfo tenant, CancellationToken cancel)
    {
        var probe = RandomNumberGenerator.GetBytes(48);
        var bytes = await ring.Seal(tenant.Id, "compliance probe", probe, cancel);
        var opens = (await ring.Open(tenant.Id, "compliance probe", bytes, cancel)).AsSpan().SequenceEqual(probe);
        bytes[^1] ^= 1;
        var noticed = false;
        try
        {
            await ring.Open(tenant.Id, "compliance probe", bytes, cancel);
        }
        catch (UnreadableException)
        {
            noticed = true;
        }

        return Finding.Of(opens && noticed, $"AES-256-GCM under key {ScopeKeys.KeyOf(bytes)}: opens {(opens ? "what it sealed" : "something else")}, a changed byte is {(noticed ? "noticed" : "not noticed")}.");
    }

    private async Task<Finding> Custody(TenantInfo tenant, CancellationToken cancel)
    {
        var keys = await roots.Get(cancel);
        var rows = await store.Load(tenant.Id, null, cancel);
        var opened = 0;
        foreach (var row in rows.Where(row => row.Wrapped is not null))
            opened += await store.Unwrap(row, cancel) is null ? 0 : 1;
        var living = rows.Count(row => row.Wrapped is not null);
        var path = RootKeyFile.PathIn(storage.DataFolder);
        var guarded = keys.Current.Kind != "file" || OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) == UnixFileMode.None;
        return Finding.Of(living > 0 && opened == living && guarded, $"Root key {keys.Current.Id} ({keys.Current.Kind}{(keys.Current.Kind == "file" ? guarded ? ", readable by its owner only" : ", readable by others" : "")}) opens {opened} of {living} keys; the database holds them wrapped.");
    }

    private async Task<Finding> Age(TenantInfo tenant, CancellationToken cancel)
    {
        var active = (await store.Describe(tenant.Id, cancel)).Find(key => key is { Kind: KeyRow.Data, State: "active", Subject: null });
        if (active is null)
            return Finding.Of(false, "There is no active key.");
        var age = time.GetUtcNow() - active.CreatedAt;
        return Finding.Of(age < _oldestKey, $"Key {active.Number} was made {age.TotalDays:0} days ago.");
    }

    private async Task<Finding> AuditedReads(TenantInfo tenant, CancellationToken cancel)
    {
        var sealedFields = Sealed().SelectMany(model => model.Columns.Where(column => column is { IsSealed: true, Field.Secret: false }).Select(column => (model.Key, column.Name))).ToList();
        if (sealedFields.Count == 0)
            return Finding.NotApplicable("No module here declares classified fields.");
        var reads = await databases.System.Scalar<long>("SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1 AND action = 'phi_access'", cancel, tenant.Id);
        var plain = 0L;
        foreach (var (resource, field) in sealedFields)
        {
            plain += await databases.System.Scalar<long>(
                $"SELECT count(*) FROM public.audit_logs WHERE tenant_id = $1 AND resource = $2 AND version IS NOT NULL AND changes ? $3 AND NOT ((changes->$3->'from' = 'null' OR changes->$3->'from' ? '{FieldSeal.Mark}') AND (changes->$3->'to' = 'null' OR changes->$3->'to' ? '{FieldSeal.Mark}'))", cancel, tenant.Id, resource, field);
        }

        return Finding.Of(plain == 0, $"{reads} reads are on record; {plain} entries hold plain text of {sealedFields.Count} fields.");
    }

    private async Task<Finding> OpenFields(TenantInfo tenant, CancellationToken cancel)
    {
        if (watch.Mode(tenant) == PhiWatchMode.Off)
            return Finding.NotApplicable($"Texts are not looked through here; the setting {PhiWatch.Setting} decides.");
        var found = await databases.SystemOf(tenant.Placement.Database).Query(
            "SELECT resource || '.' || field, count(*) FROM public.phi_findings WHERE tenant_id = $1 GROUP BY 1 ORDER BY 2 DESC, 1", row => (Field: row.GetString(0), Rows: row.GetInt64(1)), cancel, tenant.Id);
        return Finding.Of(found.Count == 0, found.Count == 0 ? "No text written since detection is on holds any." : $"{found.Sum(field => field.Rows)} texts do: {string.Join(", ", found.Take(10).Select(field => $"{field.Field} ({field.Rows})"))}. Classify these fields or move what they hold.");
    }

    private async Task<Finding> SecretSettings(TenantInfo tenant, CancellationToken cancel)
    {
        var kept = await databases.System.Scalar<long>("SELECT count(*) FROM public.protection_secrets WHERE tenant_id = $1", cancel, tenant.Id);
        var open = await databases.System.Scalar<long>(
            "SELECT count(*) FROM public.tenant_settings WHERE tenant_id = $1 AND key = ANY($2) AND value::text NOT LIKE '\"${secret:%'", cancel, tenant.Id, settings.All.Where(setting => setting.Secret).Select(setting => setting.Key).ToArray());
        return Finding.Of(open == 0, $"{kept} secrets are in the store; {open} secret settings hold their value in the open.");
    }

    private async Task<Finding> Cards(TenantInfo tenant, CancellationToken cancel)
    {
        // The networks' own test number, written so that this text is none.
        var probe = "4111" + "-1111-1111-" + "1111";
        var refuses = CardNumbers.Occur(Encoding.UTF8.GetBytes($"card {probe} please")) && !Redactor.Redact(probe).Contains("1111", StringComparison.Ordinal);
        var entries = await databases.System.Query("SELECT concat_ws(' ', changes::text, reason) FROM public.audit_logs WHERE tenant_id = $1 ORDER BY id DESC LIMIT 2000", row => row.GetString(0), cancel, tenant.Id);
        var found = entries.Count(CardNumbers.Occur);
        return Finding.Of(refuses && found == 0, $"A test number is {(refuses ? "found and masked" : "not found")}; {found} of the latest {entries.Count} entries of the log hold a card number.");
    }

    private IEnumerable<ResourceModel> Sealed() => models.Definitions.Where(definition => !definition.AcrossTenants).Select(definition => models[definition.Key]).Where(model => model.HasSealed);

    private async Task<T> Row<T>(ResourceModel model, TenantInfo tenant, string select, Func<NpgsqlDataReader, T> read, byte[][] keys, CancellationToken cancel)
    {
        var placement = model.Definition.ControlPlane ? Placement.ControlPlane : tenant.Placement;
        return await databases.SystemOf(placement.Database).Read(new TenantScope(tenant.Id, null, placement), [Sql.Statement($"SELECT {select} FROM {model.Table} WHERE tenant_id = $1", tenant.Id, keys)], async reader =>
        {
            await reader.ReadAsync(cancel);
            return read(reader);
        }, cancel);
    }
}
