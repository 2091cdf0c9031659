using System.Formats.Tar;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Quorum.Trials;

/// <summary>Base images of versions that nobody has, for the trials in which a version must be refused or cannot start.</summary>
internal static class TrialImages
{
    /// <summary>Another image under the last of the wanted names: enough for a version that is refused before it is built on.</summary>
    /// <returns>False when the engine has one of the wanted already.</returns>
    public static async Task<bool> LendAsync(IReadOnlyList<string> from, IReadOnlyList<string> wanted, CancellationToken cancellation)
    {
        using var engine = new DockerClientBuilder().Build();
        if (await FirstAsync(engine, wanted, cancellation) is not null) return false;
        var lender = await FirstAsync(engine, from, cancellation) ?? throw new TrialBrokenException($"the engine has none of {string.Join(", ", from)}");
        var colon = wanted[^1].LastIndexOf(':');
        await engine.Images.TagImageAsync(lender, new ImageTagParameters { RepositoryName = wanted[^1][..colon], Tag = wanted[^1][(colon + 1)..] }, cancellation);
        return true;
    }

    private static async Task<string?> FirstAsync(IDockerClient engine, IReadOnlyList<string> images, CancellationToken cancellation)
    {
        foreach (var image in images)
        {
            try
            {
                await engine.Images.InspectImageAsync(image, cancellation);
                return image;
            }
            catch (DockerImageNotFoundException)
            {
                // the next one
            }
        }
        return null;
    }

    /// <summary>An image whose Elasticsearch ends at once.</summary>
    public static async Task MakeBrokenAsync(string from, string name, CancellationToken cancellation)
    {
        using var engine = new DockerClientBuilder().Build();
        using var context = new MemoryStream();
        await using (var tar = new TarWriter(context, leaveOpen: true))
        {
            var text = $"FROM {from}\nUSER root\nRUN printf '#!/bin/bash\\necho \"ERROR: this version cannot start\" >&2; exit 1\\n' > /usr/share/elasticsearch/bin/elasticsearch\nUSER 1000:0\n";
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "Dockerfile") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) }, cancellation);
        }
        context.Position = 0;
        var failed = "";
        await engine.Images.BuildImageFromDockerfileAsync(new ImageBuildParameters { Tags = [name] }, context, null, null, new Pipeline.SynchronousProgress<JSONMessage>(message => failed = message.Error?.Message ?? failed), cancellation);
        if (failed.Length > 0) throw new TrialBrokenException($"the image could not be made: {failed}");
    }

    public static async Task RemoveAsync(string name)
    {
        using var engine = new DockerClientBuilder().Build();
        try
        {
            await engine.Images.DeleteImageAsync(name, new ImageDeleteParameters { Force = true });
        }
        catch (DockerApiException)
        {
            // it was never made
        }
    }
}
