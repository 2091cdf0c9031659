using System;
using System.Collections.Generic;
using System.Linq;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Settings;

/// <summary>Says what is wrong before any target runs, also to GitHub Actions, which sees no target's failure then.</summary>
static class BadInput
{
    private const int ExitCode = 255;

    /// <returns>The exit code; null when there is nothing to say.</returns>
    public static int? Reported(IReadOnlyList<InputProblem> problems)
    {
        if (problems.Count == 0) return null;
        foreach (var problem in problems) Console.Error.WriteLine(problem);
        ToActions("", [], new InputException(problems));
        return ExitCode;
    }

    /// <summary>Runs the checks; what they throw is annotated on the file and line that has the value, and thrown on.</summary>
    public static void Annotate(string root, IReadOnlyList<string> profiles, Action check)
    {
        try
        {
            check();
        }
        catch (StageException error)
        {
            ToActions(root, profiles, error);
            throw;
        }
    }

    private static void ToActions(string root, IReadOnlyList<string> profiles, StageException error)
    {
        var github = new GitHubActions(Environment.GetEnvironmentVariable, Console.Out, Redaction.Shared);
        if (!github.IsActive) return;
        var files = root.Length == 0 ? [] : ParameterFile.Of(root, profiles);
        var lines = error is InputException input ? input.Problems.Select(problem => (problem.Parameter, Text: $"{problem}")) : [("", $"{error}")];
        foreach (var (parameter, text) in lines)
        {
            var (file, line) = files.Select(each => (each.Name, each.LineOf(parameter))).FirstOrDefault(each => each.Item2 is not null);
            github.Annotate(AnnotationLevel.Error, text, "Nothing was changed", file, line);
        }

        github.AppendSummary(StepSummary.RenderRefusal([.. lines.Select(line => line.Text)]));
        github.SetOutput("result", "failed");
    }
}
