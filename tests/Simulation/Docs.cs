namespace Quorum.Simulation;

/// <summary>Tables in docs/rehearsal.md that come out of the simulator. With QUORUM_APPROVE=1 a test writes its table, else it compares.</summary>
internal static class Docs
{
    private static readonly string Path = System.IO.Path.Combine(Root(), "docs", "rehearsal.md");

    public static void Write(string name, string table)
    {
        if (Environment.GetEnvironmentVariable("QUORUM_APPROVE") != "1") return;
        var (text, from, to) = Find(name);
        File.WriteAllText(Path, string.Concat(text.AsSpan(0, from), table, text.AsSpan(to)));
    }

    public static void AssertSame(string name, string table)
    {
        var (text, from, to) = Find(name);
        Assert.True(text[from..to] == table, $"docs/rehearsal.md is not what the simulator says now; run this test with QUORUM_APPROVE=1 and look at the difference. It says:\n{table}");
    }

    private static (string Text, int From, int To) Find(string name)
    {
        var text = File.ReadAllText(Path);
        var begin = $"<!-- {name}: made by tests/Simulation -->\n";
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf($"<!-- /{name} -->", StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from, $"docs/rehearsal.md has no place for {name}");
        return (text, from, to);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "Quorum.slnx"))) folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not inside the repository");
        return folder;
    }
}
