namespace Ashlar.Cli;

/// <summary>What the process ends with; documented in docs/guides/command-line.md and never changed.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotFound = 3;
    public const int SignIn = 4;
    public const int Conflict = 5;
    public const int Invalid = 6;
    public const int Limited = 7;
    public const int Unavailable = 8;
    public const int Crashed = 70;
    public const int Interrupted = 130;

    public static int Of(int status) => status switch
    {
        401 or 403 => SignIn,
        404 => NotFound,
        409 or 412 => Conflict,
        400 or 413 or 415 or 422 => Invalid,
        429 => Limited,
        502 or 503 or 504 => Unavailable,
        _ => Failed,
    };
}
