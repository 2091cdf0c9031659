using System.Text.RegularExpressions;

namespace Build.Tests.Workflows;

/// <summary>What holds for the workflows as a whole. Each rule gives a line for each place that breaks it, and a line when it read nothing.</summary>
/// <param name="files">Path from the repository root → text: workflows, scripts and dependabot.yml.</param>
/// <param name="targets">What the built program knows.</param>
internal sealed partial class WorkflowRules(IReadOnlyDictionary<string, string> files, IReadOnlySet<string> targets)
{
    private const string Folder = ".github/workflows/";
    private const int LeastCooldownDays = 3, LeastRollMinutes = 300;

    /// <summary>What a person expects to happen without typing it.</summary>
    private static readonly string[] Expected = ["Deploy", "PinAmi", "PinBaseImage", "Plan", "RefreshInstances", "RestoreDrill", "Smoke", "Test"];

    private static readonly string[] Rolling = ["Deploy", "RefreshInstances", "RollService", "Rollback", "RotateSecrets"];

    /// <summary>What each job has, no more and no less: one that needs another right is a decision, to be taken here; one that lacks a right fails where nobody looks.</summary>
    private static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["ci.yml: lint"] = ["contents: read"],
        ["ci.yml: test"] = ["contents: read"],
        ["ci.yml: plan"] = ["contents: read"],
        ["ci.yml: containers"] = ["contents: read"],
        ["deploy.yml: staging"] = ["contents: read", "id-token: write"],
        ["deploy.yml: production"] = ["contents: read", "id-token: write"],
        ["deploy-environment.yml: deploy"] = ["contents: read", "id-token: write"],
        ["nightly.yml: smoke"] = ["contents: read", "id-token: write"],
        ["nightly.yml: restore"] = ["contents: read", "id-token: write"],
        ["nightly.yml: issue"] = ["contents: read", "issues: write"],
        ["refresh.yml: base-image"] = ["contents: write", "pull-requests: write"],
        ["refresh.yml: ami"] = ["contents: read", "id-token: write"],
        ["refresh.yml: ami-pull-request"] = ["contents: write", "pull-requests: write"],
    };

    public static readonly IReadOnlyList<string> Names =
        [.. typeof(WorkflowRules).GetMethods().Where(x => x.ReturnType == typeof(IEnumerable<string>)).Select(x => x.Name).Order(StringComparer.Ordinal)];

    private IReadOnlyList<WorkflowFile> Workflows { get; } =
        [.. files.Where(x => x.Key.StartsWith(Folder, StringComparison.Ordinal)).Select(x => new WorkflowFile(x.Key[Folder.Length..], x.Value)).OrderBy(x => x.Name, StringComparer.Ordinal)];

    private IReadOnlyList<Job> Jobs => [.. Workflows.SelectMany(x => x.Jobs)];

    private IEnumerable<(Job Job, Yaml Step)> Uses(string action) =>
        Jobs.SelectMany(job => job.Steps.Select(step => (job, step))).Where(x => x.step["uses"].Text?.StartsWith(action + "@", StringComparison.Ordinal) == true);

    public IReadOnlyList<string> Problems(string rule) => [.. (IEnumerable<string>)typeof(WorkflowRules).GetMethod(rule)!.Invoke(this, null)!];

    public IEnumerable<string> TargetsExist() => Read(Jobs.SelectMany(job => job.Targets.Select(target => (job, target))),
        x => targets.Contains(x.target) ? null : $"{x.job.At}: no target {x.target}");

    public IEnumerable<string> TargetsAreReached()
    {
        var reached = Jobs.SelectMany(x => x.Targets).ToHashSet();
        return Read(Expected, x => !targets.Contains(x) ? $"{x} is expected and is no target" : reached.Contains(x) ? null : $"{x}: reached by no workflow");
    }

    /// <summary>An AMI that nobody looks after falls behind without a word; one that is looked at and gets no pull request does as well.</summary>
    public IEnumerable<string> AmisOfDeployedProfilesAreRefreshed()
    {
        var looking = Jobs.Where(job => job.Targets.Contains("PinAmi")).ToList();
        var looked = looking.SelectMany(job => job.Body["strategy"]["matrix"]["include"].Items.Select(each => each["profile"].Text)).ToHashSet();
        var opened = Jobs.Where(job => looking.Any(each => each.File == job.File && each.Name == job.Body["needs"].Text)).SelectMany(job => job.Body["strategy"]["matrix"]["profile"].Items.Select(each => each.Text)).ToHashSet();
        return Read(Jobs.Select(job => job.Body["with"]["profile"].Text).OfType<string>(),
            profile => !looked.Contains(profile) ? $"{profile}: deployed, and no job runs PinAmi for it" : opened.Contains(profile) ? null : $"{profile}: PinAmi, and no job opens its pull request");
    }

    public IEnumerable<string> ActionsArePinned()
    {
        var lines = Workflows.SelectMany(file => file.Raw.Split('\n').Select((text, i) => (At: $"{file.Name}:{i + 1}", Text: text)));
        return Read(lines.Where(x => UsesLine().IsMatch(x.Text)), x =>
        {
            var what = UsesLine().Match(x.Text).Groups["what"].Value;
            if (what.StartsWith("./", StringComparison.Ordinal)) return files.ContainsKey(what[2..].Trim()) ? null : $"{x.At}: {what} is not in this repository";
            return Pinned().IsMatch(what) ? null : $"{x.At}: {what}: by a full commit SHA (or image digest) with a comment '# vX.Y.Z'";
        });
    }

    /// <summary>A digit that is changed still looks like a SHA; that the same version is another commit elsewhere does not.</summary>
    public IEnumerable<string> ActionsAreTheSameEverywhere()
    {
        var pins = Workflows.SelectMany(file => file.Raw.Split('\n')).Select(line => UsesLine().Match(line).Groups["what"].Value).Where(what => Pinned().IsMatch(what)).ToList();
        return Read(pins.GroupBy(pin => pin[..pin.IndexOf('@', StringComparison.Ordinal)]), action => action.Distinct().Count() == 1 ? null : $"{action.Key}: {string.Join(" and ", action.Distinct().Order(StringComparer.Ordinal))}");
    }

    public IEnumerable<string> NothingIsPermittedAbove() => Read(Workflows,
        x => x.Root["permissions"] is { IsMapping: true } map && !map.Entries.Any() ? null : $"{x.Name}: top-level 'permissions: {{}}'");

    public IEnumerable<string> PermissionsAreMinimal() => Read(Jobs, job =>
    {
        if (!job.Body["permissions"].IsMapping) return $"{job.At}: permissions as a mapping";
        if (!Allowed.TryGetValue(job.At, out var allowed)) return $"{job.At}: a job that is not in the list of permissions";
        var has = job.Body["permissions"].Entries.Select(x => $"{x.Key}: {x.Value.Text}").ToList();
        var (more, less) = (has.Except(allowed).ToList(), allowed.Except(has).ToList());
        return more.Count > 0 ? $"{job.At}: {string.Join(", ", more)} is more than it needs" : less.Count > 0 ? $"{job.At}: {string.Join(", ", less)} is needed" : null;
    });

    public IEnumerable<string> CheckoutKeepsNoCredentials() => Read(Uses("actions/checkout"),
        x => x.Step["with"]["persist-credentials"].Text == "false" ? null : $"{x.Job.At}: persist-credentials: false");

    /// <summary>An expression inside a script is pasted in before the shell sees it.</summary>
    public IEnumerable<string> RunsHaveNoExpressions() => Read(Jobs.SelectMany(job => job.Runs.Select(run => (job, run))),
        x => x.run.Contains("${{", StringComparison.Ordinal) ? $"{x.job.At}: an expression inside run: {x.run}" : null);

    /// <summary>The same line as on a desk: what a workflow does can be run, and tested, without it.</summary>
    public IEnumerable<string> RunsAreOneLine() => Read(Jobs.SelectMany(job => job.Runs.Select(run => (job, run))), x =>
    {
        var run = x.run.Trim();
        if (run.Contains('\n') || run.Contains("&&", StringComparison.Ordinal) || run.Contains(';')) return $"{x.job.At}: more than one command: {run}";
        if (run.StartsWith("./build.sh ", StringComparison.Ordinal)) return null;
        return run.StartsWith(".github/scripts/", StringComparison.Ordinal) && files.ContainsKey(run.Split(' ')[0]) ? null : $"{x.job.At}: neither ./build.sh nor a script of .github/scripts: {run}";
    });

    public IEnumerable<string> RollsAreNeverCut() => Read(Jobs.Where(x => x.Targets.Intersect(Rolling).Any()), job =>
    {
        var concurrency = job.Body["concurrency"] is { Exists: true } own ? own : job.File.Root["concurrency"];
        if (concurrency["group"].Text is null || concurrency["cancel-in-progress"].Text != "false") return $"{job.At}: a concurrency group with cancel-in-progress: false";
        return int.TryParse(job.Body["timeout-minutes"].Text, out var minutes) && minutes >= LeastRollMinutes ? null : $"{job.At}: timeout-minutes of {LeastRollMinutes} or more, above the roll's own deadline";
    });

    public IEnumerable<string> JobsEnd() => Read(Jobs, job => job.Body["uses"].Exists || job.Body["timeout-minutes"].Exists ? null : $"{job.At}: timeout-minutes");

    public IEnumerable<string> SchedulesAreOffTheHour() => Read(Workflows.SelectMany(file => file.Root["on"]["schedule"].Items.Select(x => (file, cron: x["cron"].Text ?? ""))), x =>
    {
        if (x.file.Triggers.Except(["schedule", "workflow_dispatch"]).Any()) return $"{x.file.Name}: GitHub disables the whole file with its schedule: other triggers belong into another file";
        return x.cron.Split(' ')[0] is "0" or "*" ? $"{x.file.Name}: {x.cron}: a minute off the hour" : null;
    });

    public IEnumerable<string> RolesAreAssumedByOidc() => Read(Uses("aws-actions/configure-aws-credentials"), x =>
    {
        var with = x.Step["with"];
        if (with.Entries.Any(entry => entry.Key.Contains("access-key", StringComparison.Ordinal))) return $"{x.Job.At}: a long-lived key";
        if (!with["role-to-assume"].Exists || !with["allowed-account-ids"].Exists) return $"{x.Job.At}: role-to-assume and allowed-account-ids";
        return x.Job.Body["environment"].Exists ? null : $"{x.Job.At}: an environment, which the role's trust names";
    });

    public IEnumerable<string> ForksGetNothing() => Read(Workflows, x => x.Triggers.Contains("pull_request_target") ? $"{x.Name}: pull_request_target runs a fork's code with this repository's rights" : null);

    public IEnumerable<string> DependabotWaits()
    {
        var updates = files.TryGetValue(".github/dependabot.yml", out var text) ? Yaml.Parse(text)["updates"].Items.ToList() : [];
        var missing = new[] { "github-actions", "nuget" }.Except(updates.Select(x => x["package-ecosystem"].Text)).Select(x => $"dependabot.yml: {x} is not looked after");
        return [.. missing, .. Read(updates, x => int.TryParse(x["cooldown"]["default-days"].Text, out var days) && days >= LeastCooldownDays ? null
            : $"dependabot.yml: {x["package-ecosystem"].Text}: a cooldown of {LeastCooldownDays} days or more")];
    }

    private static IEnumerable<string> Read<T>(IEnumerable<T> all, Func<T, string?> problem)
    {
        var read = all.ToList();
        return read.Count == 0 ? ["read nothing"] : read.Select(problem).OfType<string>();
    }

    [GeneratedRegex(@"^\s*(- )?uses:\s*(?<what>.+?)\s*$")]
    private static partial Regex UsesLine();

    [GeneratedRegex(@"^([\w.-]+/[\w./-]+@[0-9a-f]{40}|docker://[\w./-]+@sha256:[0-9a-f]{64}) # v\d+(\.\d+)*$")]
    private static partial Regex Pinned();
}
