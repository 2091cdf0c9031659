using System.Globalization;
using System.Security.Cryptography;
using Quorum.Bench.Measuring;
using Quorum.Bench.Peers;
using Quorum.Images;
using Quorum.Pipeline;
using Quorum.Registry;

namespace Quorum.Bench.Points;

/// <summary>7: 500 MB in 5 layers to a registry that has nothing, and again, against docker push and skopeo; a fresh registry for each first push.</summary>
internal static class Pushes
{
    private const string Point = "7 Push of 500 MB in 5 layers", Local = "quorum-bench:500mb", Repository = "bench/push", Tag = "v1";
    private const int Layers = 5, LayerBytes = 100_000_000, MostRuns = 3;
    private const double RepushGoalSeconds = 0.1;

    public static async Task RunAsync(BenchContext bench)
    {
        const string what = "first push";
        if ((await bench.Shell.WhyNotAsync("docker", "version", "--format", "{{.Server.Version}}") ?? await bench.Shell.WhyNotAsync("aws", "--version")) is { } why)
        {
            bench.Add(new(Point, what, "s", null, "docker push") { Skipped = why });
            return;
        }

        var folder = Directory.CreateTempSubdirectory("quorum-bench-").FullName;
        try
        {
            await MakeImageAsync(bench.Shell, folder);
            await MeasureAsync(bench, folder, Math.Min(bench.Runs, MostRuns));
        }
        finally
        {
            await bench.Shell.TryAsync("docker", "rmi", "-f", Local);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(BenchContext bench, string folder, int runs)
    {
        List<double> ours = [], oursAgain = [], docker = [], dockerAgain = [], skopeo = [], skopeoAgain = [], memory = [];
        var noSkopeo = await bench.Shell.WhyNotAsync("skopeo", "--version");
        for (var i = 0; i < runs; i++)
        {
            await InFreshRegistryAsync(async (shell, port) =>
            {
                using var aws = new AwsClients(Settings(bench.Root, port));
                using var engine = await new EngineFinder().DockerAsync(CancellationToken.None);
                var before = GC.GetTotalAllocatedBytes();
                ours.Add(await Samples.SecondsAsync(() => OurPushAsync(aws, engine, port)));
                memory.Add((GC.GetTotalAllocatedBytes() - before) / 1e6);
                oursAgain.Add(await Samples.SecondsAsync(() => OurPushAsync(aws, engine, port)));
            });
            await InFreshRegistryAsync(async (shell, port) =>
            {
                var name = $"127.0.0.1:{port}/{Repository}:{Tag}";
                await shell.RunAsync("docker", "tag", Local, name);
                docker.Add(await Samples.SecondsAsync(() => shell.RunAsync("docker", "push", "-q", name)));
                dockerAgain.Add(await Samples.SecondsAsync(() => shell.RunAsync("docker", "push", "-q", name)));
            });
            if (noSkopeo is not null || i > 0) continue;
            await InFreshRegistryAsync(async (shell, port) =>
            {
                string[] copy =
                [
                    "--insecure-policy", "copy", "-q", "--src-daemon-host", Environment.GetEnvironmentVariable("DOCKER_HOST") ?? "unix:///var/run/docker.sock", "--dest-tls-verify=false",
                    "--authfile", Path.Combine(folder, "docker", "config.json"), $"docker-daemon:{Local}", $"docker://127.0.0.1:{port}/{Repository}:{Tag}",
                ];
                skopeo.Add(await Samples.SecondsAsync(() => shell.RunAsync("skopeo", copy)));
                skopeoAgain.Add(await Samples.SecondsAsync(() => shell.RunAsync("skopeo", copy)));
            });
        }

        var note = string.Create(CultureInfo.InvariantCulture, $"{new Samples(memory).Max:0.0} MB allocated by ours in all: the engine holds the layers");
        bench.Add(new(Point, "first push", "s", new(ours), "docker push", new(docker)) { Goal = Goal.Times("as fast", 0.95), Headline = true, Note = note });
        bench.Add(new(Point, "push again, nothing changed", "s", new(oursAgain), "docker push", new(dockerAgain)) { Goal = Goal.Value("≤ 0.1 s above", new Samples(dockerAgain).Median + RepushGoalSeconds) });
        bench.Add(new(Point, "first push", "s", new(ours), "skopeo copy", skopeo.Count == 0 ? null : new(skopeo)) { Skipped = noSkopeo ?? "" });
        bench.Add(new(Point, "push again, nothing changed", "s", new(oursAgain), "skopeo copy", skopeoAgain.Count == 0 ? null : new(skopeoAgain)) { Skipped = noSkopeo ?? "" });

        async Task InFreshRegistryAsync(Func<Command, int, Task> measure)
        {
            var data = Path.Combine(folder, "registry");
            await using (var registry = await EmbeddedAws.StartAsync(bench, data))
            {
                var shell = new Command(folder, new Dictionary<string, string>
                {
                    ["AWS_ENDPOINT_URL"] = registry.Address, ["AWS_ACCESS_KEY_ID"] = "local", ["AWS_SECRET_ACCESS_KEY"] = "local",
                    ["AWS_DEFAULT_REGION"] = "us-east-1", ["AWS_EC2_METADATA_DISABLED"] = "true", ["DOCKER_CONFIG"] = Path.Combine(folder, "docker"),
                });
                await shell.RunAsync("aws", "ecr", "create-repository", "--repository-name", Repository);
                await DockerLogin.LogInAsync(shell, registry.Port);
                await measure(shell, registry.Port);
                await shell.TryAsync("docker", "rmi", $"127.0.0.1:{registry.Port}/{Repository}:{Tag}");
            }

            Directory.Delete(data, recursive: true);
        }
    }

    private static Task<PushResult> OurPushAsync(AwsClients aws, DockerEngine engine, int port) =>
        new ImagePusher(engine, new RegistryLogin(aws.Ecr, SystemClock.Instance), SystemClock.Instance)
            .PushAsync(Local, RepositoryUri.Parse($"127.0.0.1:{port}/{Repository}"), Tag, new SynchronousProgress<StageProgress>(_ => { }), CancellationToken.None);

    private static Settings.QuorumSettings Settings(string root, int port)
    {
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(root, ".nuke", "parameters.json")));
        var values = json.RootElement.EnumerateObject().ToDictionary(each => each.Name, each => each.Value.ToString());
        values["LocalPort"] = $"{port}";
        return Quorum.Settings.SettingsReader.Read(root, "local", values.GetValueOrDefault);
    }

    // Random bytes: nothing that a compression could make small, as layers of jar files are.
    private static async Task MakeImageAsync(Command shell, string folder)
    {
        var context = Directory.CreateDirectory(Path.Combine(folder, "context")).FullName;
        var lines = new List<string> { "FROM scratch" };
        for (var layer = 1; layer <= Layers; layer++)
        {
            await File.WriteAllBytesAsync(Path.Combine(context, $"layer{layer}"), RandomNumberGenerator.GetBytes(LayerBytes));
            lines.Add($"COPY layer{layer} /layer{layer}");
        }

        lines.Add("CMD [\"/layer1\"]");
        await File.WriteAllLinesAsync(Path.Combine(context, "Dockerfile"), lines);
        await shell.RunAsync("docker", "build", "-q", "-t", Local, context);
        Directory.Delete(context, recursive: true);
    }
}
