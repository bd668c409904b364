using Ashlar.Core.Lifecycle;

namespace Ashlar.Core.Storage.Embedded;

/// <summary>One host per data folder. The kernel drops the lock with the process, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _pid;

    private FolderLock(FileStream file, string pid) => (_file, _pid) = (file, pid);

    public static FolderLock Take(string dataFolder)
    {
        var pid = Path.Combine(dataFolder, "host.pid");
        try
        {
            var file = new FileStream(Path.Combine(dataFolder, "host.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(pid, $"{Environment.ProcessId}\n");
            return new FolderLock(file, pid);
        }
        catch (IOException) when (File.Exists(pid))
        {
            throw new StartException($"Another host (process {File.ReadAllText(pid).Trim()}) uses the data folder {dataFolder}. Stop it with ./ashlar down, or choose another folder with --data.");
        }
    }

    public void Dispose()
    {
        File.Delete(_pid);
        _file.Dispose();
    }
}
