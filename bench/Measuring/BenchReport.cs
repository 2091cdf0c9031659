using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quorum.Bench.Measuring;

/// <summary>What <c>artifacts/bench.json</c> holds.</summary>
/// <param name="Texts">Longer texts by title, e.g. the waterfall of a clean deployment.</param>
public sealed record BenchReport(DateTimeOffset At, string System, int Cores, string Runtime, IReadOnlyList<Row> Rows, IReadOnlyDictionary<string, string> Texts)
{
    public static BenchReport Of(IReadOnlyList<Row> rows, IReadOnlyDictionary<string, string> texts) =>
        new(DateTimeOffset.UtcNow, RuntimeInformation.OSDescription, Environment.ProcessorCount, RuntimeInformation.FrameworkDescription, rows, texts);

    public string Markdown()
    {
        var texts = string.Concat(Texts.Select(text => $"\n### {text.Key}\n\n```\n{text.Value.TrimEnd()}\n```\n"));
        return $"One run on {At:yyyy-MM-dd}: {Cores} cores, {Runtime}. Where three numbers stand: least / **median** / most.\n\n{BenchTable.Full(Rows)}{texts}";
    }

    /// <summary>Writes <c>bench.json</c> and <c>bench.md</c>.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "bench.json"), JsonSerializer.Serialize(this, BenchJson.Default.BenchReport) + "\n");
        File.WriteAllText(Path.Combine(folder, "bench.md"), Markdown());
    }

    /// <summary>Puts the tables between the markers of the README and of docs/benchmarks.md.</summary>
    public void Publish(string root)
    {
        Put(Path.Combine(root, "docs", "benchmarks.md"), "bench", Markdown());
        Put(Path.Combine(root, "README.md"), "bench-headlines", BenchTable.Headlines(Rows));

        static void Put(string file, string name, string text) => File.WriteAllText(file, BenchTable.Insert(File.ReadAllText(file), name, text));
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchJson : JsonSerializerContext;
