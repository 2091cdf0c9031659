using System.Globalization;

namespace Quorum.LocalCloud.Host;

/// <summary>
/// How often an embedded AWS was started on a folder. The ids it gives come from seeded chance and outlive it on disk, so every start draws from a stream of its own:
/// the same stream again would give a new task the id of one that is kept.
/// </summary>
public static class StartCount
{
    private const string FileName = "starts";

    /// <summary>Counts one start; it is on disk when this returns.</summary>
    /// <param name="folder">Folder of the embedded AWS; made when it is not there.</param>
    /// <returns>0 for the first start on an empty folder. Where the file is lost or cannot be read but state is there: a number no count reaches.</returns>
    public static long Take(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var state = Path.Combine(folder, StateStore.FolderName);
        var known = File.Exists(path) && long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : (long?)null;
        var starts = known ?? (Directory.Exists(state) && Directory.EnumerateFileSystemEntries(state).Any() ? DateTimeOffset.UtcNow.UtcTicks : 0);
        Directory.CreateDirectory(folder);
        var next = path + ".next";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes((starts + 1).ToString(CultureInfo.InvariantCulture)));
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        return starts;
    }
}
