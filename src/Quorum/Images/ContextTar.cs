using System.Formats.Tar;
using System.IO.Pipelines;
using Quorum.Pipeline;

namespace Quorum.Images;

/// <summary>
/// The context as a tar stream, the same bytes for the same context on every machine: sorted, owner 0:0, two modes, one time.
/// The GNU format, because a PAX header written by the runtime holds its process id.
/// </summary>
public static class ContextTar
{
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes the whole archive; holds one buffer in memory, whatever the context's size.</summary>
    /// <param name="time">Time of every entry (SOURCE_DATE_EPOCH).</param>
    /// <exception cref="StageException">A file changed since the context was read.</exception>
    public static async Task WriteAsync(BuildContext context, Stream output, DateTimeOffset time, CancellationToken cancellation)
    {
        // Disposed on success only: disposing writes the end mark, which would make a broken archive look whole, and would wait for a reader that is gone.
        var writer = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var entry in context.ControlFiles.Concat(context.Entries))
            await WriteEntryAsync(writer, entry, time, cancellation).ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Produces the archive while it is read, for an engine that takes it as the request's body.</summary>
    /// <returns>The stream to read, and the task that writes it: await it after the request, it holds the reason when the stream broke.</returns>
    public static (Stream Body, Task Written) Stream(BuildContext context, DateTimeOffset time, CancellationToken cancellation)
    {
        var pipe = new Pipe();
        return (pipe.Reader.AsStream(), Task.Run(WriteToPipeAsync, CancellationToken.None));

        async Task WriteToPipeAsync()
        {
            try
            {
                var output = pipe.Writer.AsStream(leaveOpen: true);
                await WriteAsync(context, output, time, cancellation).ConfigureAwait(false);
                await pipe.Writer.CompleteAsync().ConfigureAwait(false);
            }
            catch (Exception error)
            {
                // The reader gets the reason too: the request must fail and not end as a short archive.
                await pipe.Writer.CompleteAsync(error).ConfigureAwait(false);
                throw;
            }
        }
    }

    private static async Task WriteEntryAsync(TarWriter writer, ContextEntry entry, DateTimeOffset time, CancellationToken cancellation)
    {
        var type = entry.Kind switch
        {
            ContextKind.Folder => TarEntryType.Directory,
            ContextKind.Link => TarEntryType.SymbolicLink,
            _ => TarEntryType.RegularFile,
        };
        var record = new GnuTarEntry(type, entry.Kind == ContextKind.Folder ? entry.Path + "/" : entry.Path)
        {
            Uid = 0,
            Gid = 0,
            UserName = "",
            GroupName = "",
            Mode = entry.Mode == "0755" ? Executable : Plain,
            ModificationTime = time,
            AccessTime = time,
            ChangeTime = time,
        };
        if (entry.Kind == ContextKind.Link) record.LinkName = entry.Target;
        if (entry.Kind != ContextKind.File)
        {
            await writer.WriteEntryAsync(record, cancellation).ConfigureAwait(false);
            return;
        }

        var content = entry.TextBytes is { } text
            ? new MemoryStream(text, writable: false)
            : (Stream)new FileStream(entry.FullPath, FileMode.Open, FileAccess.Read, FileShare.Read, ContextLimits.ReadBuffer, useAsync: true);
        await using (content.ConfigureAwait(false))
        {
            if (content.Length != entry.Length)
                throw new StageException($"{entry.Path} changed while the context was being sent ({entry.Length} bytes, then {content.Length}).", "Run the build again.");
            record.DataStream = content;
            await writer.WriteEntryAsync(record, cancellation).ConfigureAwait(false);
        }
    }
}
