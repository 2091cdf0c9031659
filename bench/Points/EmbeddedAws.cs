using Quorum.Bench.Measuring;
using Quorum.Bench.Peers;

namespace Quorum.Bench.Points;

/// <summary>6: the embedded AWS against moto (and a registry), the same client and the same calls for both.</summary>
internal static class EmbeddedAws
{
    private const string Point = "6 Embedded AWS";
    private const double StartGoalSeconds = 0.5, CallsGoalTimes = 20;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(BenchContext bench)
    {
        var noMoto = await bench.Shell.WhyNotAsync("moto_server", "--help");
        await using var moto = noMoto is null ? await Server.StartAsync(bench.Shell, "moto_server", port => ["-H", "127.0.0.1", "-p", $"{port}"], "/moto-api/") : null;
        var folder = Directory.CreateTempSubdirectory("quorum-bench-").FullName;
        try
        {
            await StartsAsync(bench, folder, moto, noMoto);
            await using var ours = await StartAsync(bench, Path.Combine(folder, "calls"));
            await Task.Delay(Settle);
            if (ours.OwnMegabytes is { } own)
                bench.Add(new(Point, "memory of its own, idle", "MB", Samples.Of(own), "moto", moto?.OwnMegabytes is { } others ? Samples.Of(others) : null) { Goal = Goal.Times("less", 1), Skipped = noMoto ?? "" });
            bench.Add(new(Point, "resident memory, idle", "MB", Samples.Of(ours.ResidentMegabytes), "moto", moto is null ? null : Samples.Of(moto.ResidentMegabytes))
            {
                Skipped = noMoto ?? "", Note = "counts the runtime's files too, which all .NET processes of a machine share",
            });
            await CallsAsync(bench, ours, moto, noMoto);
            await BlobsAsync(bench, ours, moto, noMoto, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task StartsAsync(BenchContext bench, string folder, Server? moto, string? noMoto)
    {
        var starts = new List<double>();
        // The first start reads its files from the disk; a run is counted from the second on.
        for (var i = 0; i <= bench.Runs; i++)
        {
            await using var server = await StartAsync(bench, Path.Combine(folder, $"start{i}"));
            if (i > 0) starts.Add(server.Start.TotalSeconds);
        }

        bench.Add(new(Point, "process start to first answer", "s", new(starts), "moto", moto is null ? null : Samples.Of(moto.Start.TotalSeconds))
        {
            Goal = Goal.Value("≤ 0.5 s", StartGoalSeconds), Skipped = noMoto ?? "", Headline = true,
        });
    }

    private static async Task CallsAsync(BenchContext bench, Server ours, Server? moto, string? noMoto)
    {
        foreach (var call in AwsCall.All)
        {
            var (mine, theirs) = (new List<Load>(), new List<Load>());
            await call.PrepareAsync(ours.Address);
            if (moto is not null) await call.PrepareAsync(moto.Address);
            for (var i = 0; i < bench.Runs; i++)
            {
                mine.Add(await Load.RunAsync((http, n) => call.SendAsync(http, ours.Address, n)));
                if (moto is not null) theirs.Add(await Load.RunAsync((http, n) => call.SendAsync(http, moto.Address, n)));
            }

            bench.Add(new(Point, $"{call.Operation}, {Load.Callers} callers", "1/s", Rates(mine), "moto", moto is null ? null : Rates(theirs))
            {
                MoreIsBetter = true, Goal = Goal.Times("≥ 20×", CallsGoalTimes), Skipped = noMoto ?? "", Headline = call.Operation == "DescribeServices",
                Note = $"ours {mine[^1]}{(theirs.Count == 0 ? "" : $"; moto {theirs[^1]}")}",
            });
        }
    }

    private static async Task BlobsAsync(BenchContext bench, Server ours, Server? moto, string? noMoto, string folder)
    {
        var program = Command.IsOnPath("docker-registry") ? "docker-registry" : "registry";
        var without = Command.IsOnPath(program) ? null : "docker-registry is not installed";
        var configuration = Path.Combine(folder, "registry.yml");
        await using var registry = without is null ? await Server.StartAsync(bench.Shell, program, port =>
        {
            File.WriteAllText(configuration, $"version: 0.1\nlog: {{ level: error, accesslog: {{ disabled: true }} }}\nstorage: {{ filesystem: {{ rootdirectory: {folder}/registry }} }}\nhttp: {{ addr: '127.0.0.1:{port}' }}\n");
            return ["serve", configuration];
        }, "/v2/") : null;
        var mine = await BlobUpload.ToEmbeddedAsync(ours.Address);
        var theirs = registry is null ? null : new BlobUpload(registry.Address, null);
        var objects = moto is null ? null : await ObjectUpload.ToAsync(moto.Address);
        var (a, b, c) = (new List<Load>(), new List<Load>(), new List<Load>());
        for (var i = 0; i < bench.Runs; i++)
        {
            a.Add(await Load.RunAsync(mine.SendAsync));
            if (theirs is not null) b.Add(await Load.RunAsync(theirs.SendAsync));
            if (objects is not null) c.Add(await Load.RunAsync(objects.SendAsync));
        }

        bench.Add(new(Point, $"blob upload, 64 KiB, {Load.Callers} callers", "1/s", Rates(a), "moto, S3 PutObject (it has no registry)", objects is null ? null : Rates(c))
        {
            MoreIsBetter = true, Goal = Goal.Times("≥ 20×", CallsGoalTimes), Skipped = noMoto ?? "", Note = $"ours, two requests for each blob, {a[^1]}{(c.Count == 0 ? "" : $"; moto, one, {c[^1]}")}",
        });

        bench.Add(new(Point, $"blob upload, 64 KiB, {Load.Callers} callers", "1/s", Rates(a), "docker-registry", theirs is null ? null : Rates(b))
        {
            MoreIsBetter = true, Skipped = without ?? "", Note = $"ours {a[^1]}{(b.Count == 0 ? "" : $"; docker-registry {b[^1]}")}",
        });
    }

    internal static Task<Server> StartAsync(BenchContext bench, string folder) => Server.StartAsync(bench.Shell, "dotnet",
        port => [bench.CloudProgram, "serve", "--folder", folder, "--port", $"{port}", "--runtime", "simulated"], "/_quorum/health");

    private static Samples Rates(List<Load> loads) => new([.. loads.Select(load => load.PerSecond)]);
}
