using System.Formats.Tar;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Quorum.Trials;

/// <summary>A base image whose Elasticsearch ends at once, for the trial of a version that cannot start.</summary>
internal static class BrokenImage
{
    public static async Task MakeAsync(string from, string name, CancellationToken cancellation)
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
        if (failed.Length > 0) throw new TrialBrokenException($"the broken image could not be made: {failed}");
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
