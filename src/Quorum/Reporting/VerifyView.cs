using Quorum.Smoke;
using Quorum.Verification;
using Spectre.Console;

namespace Quorum.Reporting;

/// <summary>The preflight as a tree: a branch for each kind of thing, a leaf for each check, its remedy below what failed.</summary>
public static class VerifyView
{
    public static void Write(IAnsiConsole console, string title, VerifyResult result)
    {
        var tree = new Tree(Markup.Escape(title));
        foreach (var group in result.Checks.GroupBy(check => check.Group))
        {
            var branch = tree.AddNode(Markup.Escape(group.Key));
            foreach (var check in group)
            {
                var leaf = branch.AddNode($"[{Colour(check.Verdict)}]{Markup.Escape(VerifyStage.Mark(check.Verdict))}[/] {Markup.Escape($"{check.Name}: {check.Evidence}")}");
                if (check.Remedy.Length > 0) leaf.AddNode(Markup.Escape($"→ {check.Remedy}"));
            }
        }
        console.Write(tree);
    }

    private static string Colour(Verdict verdict) => verdict switch { Verdict.Pass => "green", Verdict.Fail => "red", _ => "grey" };
}
