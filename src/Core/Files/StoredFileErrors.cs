using System.Globalization;
using Ashlar.Contract.Errors;

namespace Ashlar.Core.Files;

/// <summary>What can go wrong with files.</summary>
internal static class StoredFileErrors
{
    public static readonly Error Missing = new("file_missing", ErrorKind.Malformed, "Send the bytes of the file as the body, or a form with the field file.", "file");
    public static readonly Error Interrupted = new("file_interrupted", ErrorKind.Malformed, "The upload ended before the file did. Nothing was kept; send it again.", "file");
    public static readonly Error NotReady = new("file_not_ready", ErrorKind.Conflict, "This file cannot be opened yet: it is still arriving, or waits for a look by the virus scanner.");
    public static readonly Error Infected = new("file_infected", ErrorKind.Conflict, "The virus scanner refuses this file. It stays closed; delete it.");
    public static readonly Error Gone = new("file_gone", ErrorKind.NotFound, "This file was deleted, or the link has ended.");
    public static readonly Error StoreMissing = new("file_store_missing", ErrorKind.Unavailable, "The store this file is in is not configured here. Tell the operator.");
    public static readonly Error StoreDown = new("file_store_down", ErrorKind.Unavailable, "The store of files does not answer. Try again in a moment.");
    public static readonly Error StoreFull = new("file_store_full", ErrorKind.Unavailable, "The store of files has no room. Nothing of the file was kept; send it again when the operator has made room.");
    public static readonly Error OnHold = new("file_on_hold", ErrorKind.Conflict, "This file is under a legal hold and stays until the hold is released.");
    public static readonly Error NotRestorable = new("file_not_restorable", ErrorKind.Conflict, "A deleted file cannot come back: its key was destroyed.");
    public static readonly Error NotHeld = new("file_not_on_hold", ErrorKind.Conflict, "This file is under no hold.");
    public static readonly Error RangeInvalid = new("file_range", ErrorKind.Invalid, "The range lies outside of the file.");
    public static readonly Error NotAttachable = new("file_not_attachable", ErrorKind.Invalid, "Name a file of this organisation that is ready and that you uploaded or may read.");

    public static Error BadName(string why) => new("file_name", ErrorKind.Invalid, why, "name");

    public static Error TooLarge(long max) => new("file_too_large", ErrorKind.TooLarge, $"A file here may have {Size(max)} at most.", "file");

    public static Error Contradiction(string declared, string? found) => new("file_type_mismatch", ErrorKind.Unsupported, $"The file is said to be {declared}, but its content is {found ?? "something else"}. Send it as what it is.", "file");

    public static Error Retained(DateTimeOffset until) => new("file_retained", ErrorKind.Conflict, string.Create(CultureInfo.InvariantCulture, $"A retention policy keeps this file until {until:yyyy-MM-dd}."));

    private static string Size(long bytes) => bytes >= 1024 * 1024 ? $"{bytes / (1024 * 1024)} MB" : $"{bytes} bytes";
}
