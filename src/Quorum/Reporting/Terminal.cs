using System.Globalization;
using Spectre.Console;

namespace Quorum.Reporting;

/// <summary>Consoles that respect what they are attached to: width, colours off with NO_COLOR or when redirected.</summary>
public static class Terminal
{
    /// <summary>Columns when the output is not a terminal: tables in logs stay readable and are not cut at 80.</summary>
    public const int RedirectedWidth = 120;

    private const int MinWidth = 40, MaxWidth = 500;

    // Below this a display in place is no help; a terminal that does not know its height (TERM=dumb, a pipe behind a pty) reports 0 or less.
    private const int MinLiveHeight = 4;

    /// <param name="redirected">True when the output is a file, a pipe or a CI log.</param>
    /// <param name="variable">Environment.</param>
    public static IAnsiConsole Create(TextWriter output, bool redirected, Func<string, string?> variable)
    {
        var colours = !redirected && string.IsNullOrEmpty(variable("NO_COLOR")) && variable("TERM") != "dumb";
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = colours ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (Width(redirected, variable) is { } width) console.Profile.Width = width;
        return console;
    }

    /// <summary>
    /// Whether something may be drawn in place now: a terminal that takes control sequences and knows a height for them. Asked before each
    /// drawing, since people make windows smaller; Spectre.Console throws on a height of 1 or less.
    /// </summary>
    public static bool DrawsInPlace(IAnsiConsole console) =>
        console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi && console.Profile.Height >= MinLiveHeight;

    /// <summary>The build engine knows neither NO_COLOR nor redirection, only TERM: it is told by that. In Actions it colours whatever TERM says, which GitHub shows.</summary>
    public static void TellEngine(bool redirected)
    {
        if (redirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))) Environment.SetEnvironmentVariable("TERM", "dumb");
    }

    // COLUMNS wins where it is given, also for a terminal: it is how people narrow a table.
    private static int? Width(bool redirected, Func<string, string?> variable) =>
        int.TryParse(variable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns is >= MinWidth and <= MaxWidth ? columns : redirected ? RedirectedWidth : null;
}
