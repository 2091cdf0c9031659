using Quorum.LocalCloud.Faults;

namespace Quorum.LocalCloud.Containers;

/// <summary>
/// A slot's data volume as a file system of its own, of the volume's size, so that it fills up by itself as an EBS volume does: a sparse
/// image mounted on the slot's folder. Where that cannot be had (no root, no loop devices) the folder itself is the volume.
/// </summary>
internal static class SlotVolume
{
    private const string Filler = ".quorum-filler";
    private const double Flooded = 0.97;

    private static string ImageOf(string folder) => folder.TrimEnd('/') + ".img";

    /// <summary>Makes the folder ready. A folder that has data of its own stays as it is.</summary>
    public static async Task PrepareAsync(string folder, int sizeGiB, Action<string> log, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || IsMounted(folder)) return;
        var image = ImageOf(folder);
        try
        {
            if (!File.Exists(image))
            {
                if (sizeGiB < 1 || Directory.EnumerateFileSystemEntries(folder).Any()) return;
                await Tool.RunAsync("truncate", ["-s", $"{sizeGiB}G", image], cancellation);
                await Tool.RunAsync("mkfs.ext4", ["-q", "-F", "-m", "0", "-E", "lazy_itable_init=1,nodiscard", image], cancellation);
            }

            await Tool.RunAsync("mount", ["-o", "loop,noatime", image, folder], cancellation);
            if (Directory.Exists(Path.Combine(folder, "lost+found"))) Directory.Delete(Path.Combine(folder, "lost+found"));
        }
        catch (FaultRefusedException cannot)
        {
            log($"{Path.GetFileName(folder)} has no disk of its own: {cannot.Message}");
            if (!IsMounted(folder) && File.Exists(image) && !Directory.EnumerateFileSystemEntries(folder).Any()) File.Delete(image);
        }
    }

    /// <exception cref="FaultRefusedException">The volume has no disk of its own: filling it would fill the machine's.</exception>
    public static async Task FillAsync(string folder, CancellationToken cancellation)
    {
        if (!IsMounted(folder)) throw new FaultRefusedException($"the volume of {Path.GetFileName(folder)} is a folder on this machine's disk, which would fill up with it; as root on Linux, with loop devices, it has a disk of its own");
        var disk = new DriveInfo(folder);
        var bytes = disk.AvailableFreeSpace - (long)(disk.TotalSize * (1 - Flooded));
        // Allocated, not written: the image stays as small as it was.
        if (bytes > 0) await Tool.RunAsync("fallocate", ["-l", $"{bytes}", Path.Combine(folder, Filler)], cancellation);
    }

    public static void Free(string folder) => File.Delete(Path.Combine(folder, Filler));

    /// <summary>Lets go of every disk below the folder; what is on them stays in their images.</summary>
    public static async Task UnmountAllAsync(string volumes, Action<string> log)
    {
        foreach (var folder in MountPoints().Where(point => point.StartsWith(volumes.TrimEnd('/') + "/", StringComparison.Ordinal)))
        {
            var (exit, words) = await Tool.TryAsync("umount", [folder], CancellationToken.None);
            if (exit != 0) log($"umount {folder}: {words}");
        }
    }

    private static bool IsMounted(string folder) => MountPoints().Contains(folder.TrimEnd('/'));

    private static List<string> MountPoints() => File.Exists("/proc/self/mounts")
        ? [.. File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1].Replace("\\040", " ", StringComparison.Ordinal))]
        : [];
}
