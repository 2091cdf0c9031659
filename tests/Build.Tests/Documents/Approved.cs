namespace Build.Tests.Documents;

/// <summary>A file that a person has looked at. With QUORUM_ACCEPT=1 the present text becomes the approved one, to be looked at and committed.</summary>
internal static class Approved
{
    public static void Match(string relative, string text)
    {
        var file = Path.Combine(ProcessRun.Repository, relative);
        if (Environment.GetEnvironmentVariable("QUORUM_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        Assert.True(approved == text, $"{relative} is not what it should be. If the new text is right: QUORUM_ACCEPT=1 ./build.sh Test --test-project Build.Tests\n{FirstDifference(approved, text)}");
    }

    private static string FirstDifference(string approved, string text)
    {
        var (a, b) = (approved.Split('\n'), text.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(a.Length, b.Length)).FirstOrDefault(i => i >= a.Length || i >= b.Length || a[i] != b[i]);
        return $"line {line + 1}\n  approved: {a.ElementAtOrDefault(line)}\n  now:      {b.ElementAtOrDefault(line)}";
    }
}
