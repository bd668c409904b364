using System.Diagnostics;
using Ashlar.Contract.Values;

namespace Ashlar.System.Tests.Lifecycle;

/// <summary>A disk of some megabytes in memory, which only root may mount; elsewhere tests of it are skipped and say so.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    public static SmallDisk Mount(int megabytes)
    {
        // Below the folder for passing files, because the database's user must be able to reach it.
        var folder = Path.Combine(Path.GetTempPath(), $"ashlar-disk-{Ids.New():n}");
        Directory.CreateDirectory(folder);
        var mounted = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=755", "ashlar-test", folder);
        if (!mounted)
            Directory.Delete(folder);
        Assert.SkipUnless(mounted, "Only root may mount a disk, and this container's root may not either.");
        return new SmallDisk(folder);
    }

    /// <summary>Writes until nothing fits any more.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
