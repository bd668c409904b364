using Ashlar.Contract.Errors;

namespace Ashlar.Core.Audit;

internal static class AuditErrors
{
    public static readonly Error WholeLog = new("audit_whole_log", ErrorKind.Forbidden, "Only who may see every entry and every field of the organisation can take the log out or prove it.");
    public static readonly Error NotSealed = new("audit_not_sealed", ErrorKind.NotFound, "There is no seal on such an entry yet. Entries are sealed a few seconds after they are written.");
    public static readonly Error NoSuchSize = new("audit_no_such_size", ErrorKind.Invalid, "The log never had these sizes. Give from and to with from not above to, and to not above the size of its head.");
    public static readonly Error SubjectActive = new("audit_subject_active", ErrorKind.Conflict, "This member is still active, and what they do goes on to be recorded. Disable the member first, then erase.");
    public static readonly Error ErasureRunning = new("audit_erasure_running", ErrorKind.Conflict, "Another erasure is being carried out. It takes some seconds; then order this one.");
    public static readonly Error NothingToErase = new("audit_nothing_to_erase", ErrorKind.NotFound, "No sealed entry concerns this person, or all that do are erased already. Entries are sealed a few seconds after they are written.");
    public static readonly Error NoSyslog = new("audit_no_syslog", ErrorKind.NotFound, "No syslog receiver is named here. The operator names one with ASHLAR_AUDIT_SYSLOG.");
    public static readonly Error Verifying = new("audit_verifying", ErrorKind.Conflict, "This log is being verified already. Its result will be shown when it is done.");
}
