using System.Text;
using Newtonsoft.Json.Linq;
using Nuke.Common.IO;
using Nuke.Common.Logging;
using Nuke.Common.Tooling;
using Nuke.Common.Utilities;

namespace Nuke.Common.CI.GitHubActions;

/// <summary>GitHub's runner, recognised by GITHUB_ACTIONS. Left out: JobId and CreateComment (they call the API).</summary>
public class GitHubActions : Host, IBuildServer
{
    internal GitHubActions()
    {
    }

    internal static bool IsRunningGitHubActions => Environment.GetEnvironmentVariable("GITHUB_ACTIONS") != null;

    /// <summary>Null elsewhere.</summary>
    public static new GitHubActions Instance => Host.Instance as GitHubActions;

    internal override Theme Theme => Theme.Ansi;

    string IBuildServer.Branch => Ref;

    string IBuildServer.Commit => Sha;

    public string Home => Variable("HOME");

    public string Workflow => Variable("GITHUB_WORKFLOW");

    public string Action => Variable("GITHUB_ACTION");

    public string Actor => Variable("GITHUB_ACTOR");

    public string Repository => Variable("GITHUB_REPOSITORY");

    public string RepositoryOwner => Variable("GITHUB_REPOSITORY_OWNER");

    public string EventName => Variable("GITHUB_EVENT_NAME");

    public string EventPath => Variable("GITHUB_EVENT_PATH");

    public string Workspace => Variable("GITHUB_WORKSPACE");

    public string Sha => Variable("GITHUB_SHA");

    public string Ref => Variable("GITHUB_REF");

    public string RefName => Variable("GITHUB_REF_NAME");

    public string HeadRef => Variable("GITHUB_HEAD_REF");

    public string BaseRef => Variable("GITHUB_BASE_REF");

    public string RefType => Variable("GITHUB_REF_TYPE");

    public string ServerUrl => Variable("GITHUB_SERVER_URL");

    public string Job => Variable("GITHUB_JOB");

    public string Token => Variable("GITHUB_TOKEN");

    public long RunAttempt => Number("GITHUB_RUN_ATTEMPT");

    public long RunNumber => Number("GITHUB_RUN_NUMBER");

    public long RunId => Number("GITHUB_RUN_ID");

    public JObject GitHubEvent => JObject.Parse(File.ReadAllText(EventPath));

    public bool IsPullRequest => EventName == "pull_request";

    public int? PullRequestNumber => IsPullRequest ? GitHubEvent.Value<int?>("number") : null;

    public string PullRequestAction => IsPullRequest ? GitHubEvent.Value<string>("action") : null;

    /// <summary>Append Markdown here; the engine itself never does.</summary>
    public AbsolutePath StepSummaryFile => Variable("GITHUB_STEP_SUMMARY");

    public void Group(string group) => WriteCommand("group", group);

    public void EndGroup(string group) => WriteCommand("endgroup", group);

    public void WriteDebug(string message) => WriteCommand("debug", message);

    public void WriteWarning(string message) => WriteCommand("warning", message);

    public void WriteError(string message) => WriteCommand("error", message);

    public void WriteCommand(string command, string message = null, Configure<Dictionary<string, object>> parameters = null)
    {
        var named = parameters?.Invoke(new Dictionary<string, object>()) ?? [];
        var text = new StringBuilder("::").Append(command);
        if (named.Count > 0)
        {
            text.Append(' ').AppendJoin(
                ',',
                named.Select(x => $"{x.Key}={Escaped(x.Value?.ToString()).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal)}"));
        }

        text.Append("::").Append(Escaped(message));
        new OutputBuffer(Theme.Plain).Plain(text.Append('\n').ToString()).Flush();
    }

    protected internal override IDisposable WriteBlock(string text)
    {
        Group(text);
        return new DelegateDisposable(() => EndGroup(text));
    }

    protected internal override void ReportWarning(string text, string details = null) => WriteWarning(text);

    protected internal override void ReportError(string text, string details = null) => WriteError(text);

    /// <summary>Workflow commands in a log template go out raw.</summary>
    protected internal override bool FilterMessage(string message)
    {
        if (!message.StartsWith("::", StringComparison.Ordinal) && !message.StartsWith("##[", StringComparison.Ordinal))
            return false;
        new OutputBuffer(Theme.Plain).Plain(message + "\n").Flush();
        return true;
    }

    private static string Escaped(string text) => (text ?? "")
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name);

    private static long Number(string name) =>
        long.Parse(Variable(name) ?? "0", System.Globalization.CultureInfo.InvariantCulture);
}
