using System.Text.Json;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Bench.Peers;

/// <summary>A checkout of its own (parameters and images copied, sources linked) with an embedded AWS of its own, driven by the real build script.</summary>
public sealed class Sandbox : IAsyncDisposable
{
    private readonly string _repository;
    private readonly string[] _options;

    public Sandbox(string repository, string runtime)
    {
        _repository = repository;
        Root = Directory.CreateTempSubdirectory("quorum-bench-").FullName;
        Port = Server.FreePort();
        _options = ["--local-port", $"{Port}", "--local-runtime", runtime];
        Directory.CreateSymbolicLink(Path.Combine(Root, "src"), Path.Combine(repository, "src"));
        Copy(".nuke/parameters.json");
        Leftovers.Add(this, End);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(repository, "images"), "*", SearchOption.AllDirectories)) Copy(Path.GetRelativePath(repository, file));
        Shell = new Command(Root, new Dictionary<string, string>
        {
            ["NUKE_ROOT"] = Root, ["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{Port}", ["AWS_ACCESS_KEY_ID"] = "local", ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["AWS_DEFAULT_REGION"] = "us-east-1", ["AWS_PAGER"] = "", ["AWS_EC2_METADATA_DISABLED"] = "true", ["DOCKER_CONFIG"] = Path.Combine(Root, "docker"),
        });
    }

    public string Root { get; }

    private string PidFile => Path.Combine(Root, ".nuke", "temp", "local", "local", "pid");

    public int Port { get; }

    public Command Shell { get; }

    public string ConfigFile => Path.Combine(Root, "images", "elasticsearch", "config", "elasticsearch.yml");

    public Task<string> BuildAsync(params string[] words) => Shell.RunAsync(Path.Combine(_repository, "build.sh"), [.. words, .. _options]);

    /// <summary>The last run's outcome of a stage.</summary>
    public (DateTimeOffset Started, TimeSpan Duration) Outcome(string stage)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "artifacts", stage + ".json")));
        return (json.RootElement.GetProperty("started").GetDateTimeOffset(), TimeSpan.Parse(json.RootElement.GetProperty("duration").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
    }

    public QuorumSettings Settings()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, ".nuke", "parameters.json")));
        var values = json.RootElement.EnumerateObject().ToDictionary(each => each.Name, each => each.Value.ToString());
        values["LocalPort"] = $"{Port}";
        return SettingsReader.Read(Root, "local", values.GetValueOrDefault);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await BuildAsync("LocalDown", "--forget");
        }
        catch (StageException notEnded)
        {
            await Console.Error.WriteLineAsync($"{Root} is left behind: {notEnded.Message}");
            return;
        }

        Leftovers.Remove(this);
        Directory.Delete(Path.Combine(Root, "src"));
        Directory.Delete(Root, recursive: true);
    }

    private void End()
    {
        if (!File.Exists(PidFile)) return;
        using var cloud = System.Diagnostics.Process.GetProcessById(int.Parse(File.ReadLines(PidFile).First(), System.Globalization.CultureInfo.InvariantCulture));
        cloud.Kill();
    }

    private void Copy(string file)
    {
        var copy = Path.Combine(Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(Path.Combine(_repository, file), copy);
    }
}
