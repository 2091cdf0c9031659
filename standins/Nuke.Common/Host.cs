using Nuke.Common.Execution;
using Nuke.Common.Logging;
using Nuke.Common.Utilities;

namespace Nuke.Common;

/// <summary>Where the build runs, and how its engine output looks there. Own host types are left out of this subset (no accessible constructor).</summary>
public class Host
{
    private protected Host()
    {
    }

    /// <summary>The running host; null before the engine has chosen it.</summary>
    public static Host Instance { get; internal set; }

    internal virtual Theme Theme => Theme.ForTerminal();

    protected internal virtual IDisposable WriteBlock(string text)
    {
        var output = new OutputBuffer(Theme);
        output.Line();
        output.Line("╬" + new string('═', text.Length + 5), Style.Debug);
        output.Line("║ " + text, Style.Information);
        output.Line("╬" + new string('═', Math.Max(text.Length - 4, 2)), Style.Debug);
        output.Line();
        output.Flush();
        return DelegateDisposable.Empty;
    }

    protected internal virtual void ReportWarning(string text, string details = null)
    {
    }

    protected internal virtual void ReportError(string text, string details = null)
    {
    }

    protected internal virtual bool FilterMessage(string message) => false;

    protected internal virtual void WriteErrorsAndWarnings()
    {
        var events = InMemorySink.Instance.Events;
        if (events.Count == 0)
            return;
        using (WriteBlock("Errors & Warnings"))
        {
            var output = new OutputBuffer(Theme);
            foreach (var (logEvent, target) in events)
                ConsoleSink.WriteSummaryLine(output, logEvent, target);
            output.Flush();
        }
    }

    protected internal virtual void WriteTargetOutcome(INukeBuild build) => SummaryTable.Write(build, Theme);

    protected internal virtual void WriteBuildOutcome(INukeBuild build)
    {
        var output = new OutputBuffer(Theme);
        output.Line();
        var now = DateTime.Now.ToString("G", System.Globalization.CultureInfo.CurrentCulture);
        if (build.IsSucceeding)
            output.Line($"Build succeeded on {now}. ＼（＾ᴗ＾）／", Style.Success);
        else
            output.Line($"Build failed on {now}. (╯°□°）╯︵ ┻━┻", Style.Error);
        output.Line();
        output.Flush();
    }

    internal void WriteErrorLine(string message)
    {
        var output = new OutputBuffer(Theme);
        output.Line(message, Style.Error);
        output.Flush();
    }

    internal void WriteWarningLine(string message)
    {
        var output = new OutputBuffer(Theme);
        output.Line(message, Style.Warning);
        output.Flush();
    }
}
