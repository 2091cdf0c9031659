using Quorum.Images;
using Quorum.Pipeline;
using Quorum.Reporting;

namespace Quorum.Registry;

/// <summary>
/// Pushes the image of each platform under a tag of its own, then, as the last step, an index over their digests under the content tag.
/// A part that the registry has is taken as it is: its tag is immutable and says which inputs it was built from.
/// </summary>
/// <param name="digestOf">Digest of a tag in the registry, or null.</param>
internal sealed class MultiPlatformPush(ImagePusher pusher, OciRegistry registry, Func<string, CancellationToken, Task<string?>> digestOf)
{
    /// <returns>Digest of the index, as sent, and one clause per platform for the summary.</returns>
    /// <exception cref="StageException">A part is missing or for another platform, or the tag was taken meanwhile: the content tag names nothing.</exception>
    public async Task<(string Digest, IReadOnlyList<string> Done)> PushAsync(BuiltImage built, RepositoryUri uri, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var entries = new List<IndexEntry>();
        var done = new List<string>();
        foreach (var part in built.Parts)
        {
            progress.Report(new(part.Platform, "push"));
            var digest = await digestOf(part.Tag, cancellation).ConfigureAwait(false);
            if (digest is null)
            {
                var result = await pusher.PushAsync(part.Name, uri, part.Tag, progress, cancellation).ConfigureAwait(false);
                done.Add($"{part.Platform}: pushed {Durations.Count(result.Pushed, "layer")}, {result.Present} {(result.Present == 1 ? "was" : "were")} there");
                // No digest: another runner was faster. Its image is of the same inputs.
                digest = result.Digest ?? await digestOf(part.Tag, cancellation).ConfigureAwait(false)
                    ?? throw new StageException($"{uri}:{part.Tag} is taken, and ECR does not know it.", "Run PushToEcr again.");
            }

            entries.Add(await ImageIndex.EntryAsync(registry, part, digest, cancellation).ConfigureAwait(false));
        }

        var (bytes, mediaType) = ImageIndex.Create(entries);
        try
        {
            await registry.PutManifestAsync(built.Tag, bytes, mediaType, cancellation).ConfigureAwait(false);
        }
        catch (StageException error)
        {
            if (await digestOf(built.Tag, cancellation).ConfigureAwait(false) is not { } other) throw;
            if (other != OciRegistry.Digest(bytes))
                throw new StageException($"{uri}:{built.Tag} exists with other content ({other}) and is immutable: another runner built the same inputs at the same time.", "Run BuildImage and PushToEcr again: they take the image that is there.", error);
        }

        done.Add($"one index over {string.Join(" and ", entries.Select(entry => entry.Platform))}");
        return (OciRegistry.Digest(bytes), done);
    }
}
