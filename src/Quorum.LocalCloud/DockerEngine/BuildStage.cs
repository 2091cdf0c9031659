using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>The instructions of one stage, each changing the draft.</summary>
internal sealed partial class BuildStage(
    EngineStore store,
    BuildContext context,
    BuildOptions options,
    ImageDraft draft,
    IReadOnlyDictionary<string, ImageDraft> stages,
    IReadOnlyDictionary<string, string?> globals,
    ISet<string> usedArguments,
    char escape)
{
    private static readonly string[] Predefined = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"];
    private readonly Dictionary<string, string?> _arguments = new(StringComparer.Ordinal);
    private bool _commandSet;

    public ImageDraft Draft => draft;

    /// <returns>A remark for the stream, or null.</returns>
    public async Task<string?> RunAsync(Instruction step, CancellationToken cancellationToken)
    {
        switch (step.Name)
        {
            case "ARG": Arg(step); break;
            case "ENV": Pairs(step, draft.SetVariable); break;
            case "LABEL": Pairs(step, (key, value) => draft.Labels[key] = value); break;
            case "COPY" or "ADD": await CopyAsync(step, cancellationToken).ConfigureAwait(false); break;
            case "RUN":
                Record(step, string.Join(' ', step.Json ?? [.. draft.Shell, step.Rest]), empty: true, ClassicBuilder.NotRun);
                return ClassicBuilder.NotRun;
            case "WORKDIR": await WorkFolderAsync(step, cancellationToken).ConfigureAwait(false); break;
            case "USER": draft.User = Expand(step.Rest); Record(step); break;
            case "EXPOSE": Expose(step); break;
            case "VOLUME":
                foreach (var volume in step.Json ?? Words.Split(step.Rest, escape).Select(Expand)) draft.Volumes.Add(volume);
                Record(step);
                break;
            case "ENTRYPOINT":
                draft.Entrypoint = Command(step);
                // an entry point of this stage makes the base image's command meaningless
                if (!_commandSet) draft.Command = null;
                Record(step);
                break;
            case "CMD": draft.Command = Command(step); _commandSet = true; Record(step); break;
            case "HEALTHCHECK": Health(step); break;
            case "STOPSIGNAL": draft.StopSignal = Signal(Expand(step.Rest)); Record(step); break;
            case "SHELL":
                draft.Shell = step.Json is { Count: > 0 } shell ? shell : throw Bad("SHELL requires the arguments to be in JSON form");
                Record(step);
                break;
            case "ONBUILD": draft.OnBuild.Add(step.Rest); Record(step); break;
            case "MAINTAINER": draft.Author = step.Rest; Record(step); break;
            default: throw Bad($"unknown instruction: {step.Name}");
        }
        return null;
    }

    private void Arg(Instruction step)
    {
        foreach (var word in Words.Split(step.Rest, escape))
        {
            var parts = word.Split('=', 2);
            var name = Expand(parts[0]);
            usedArguments.Add(name);
            var fallback = parts.Length > 1 ? Expand(parts[1]) : globals.GetValueOrDefault(name);
            _arguments[name] = options.Arguments.TryGetValue(name, out var given) && given is not null ? given : fallback;
        }
        Record(step);
    }

    private void Pairs(Instruction step, Action<string, string> set)
    {
        var words = Words.Split(step.Rest, escape);
        if (!words[0].Contains('=', StringComparison.Ordinal))
        {
            // the old form: one name, then its value to the end of the line
            var parts = step.Rest.Split((char[])[' ', '\t'], 2, StringSplitOptions.TrimEntries);
            if (parts.Length < 2) throw Bad($"{step.Name} must have two arguments");
            set(Expand(parts[0]), Expand(parts[1]));
        }
        else
        {
            // all values of one instruction see the variables as they were before it
            var pairs = words.Select(word =>
            {
                var at = word.IndexOf('=', StringComparison.Ordinal);
                return at > 0 ? (Expand(word[..at]), Expand(word[(at + 1)..])) : throw Bad($"Syntax error - can't find = in \"{word}\". Must be of the form: name=value");
            }).ToList();
            foreach (var (key, value) in pairs) set(key, value);
        }
        Record(step);
    }

    private async Task CopyAsync(Instruction step, CancellationToken cancellationToken)
    {
        var words = (step.Json ?? Words.Split(step.Rest, escape)).Select(Expand).ToList();
        var sources = context.Files;
        if (step.Flag("from") is { } from)
        {
            sources = stages.TryGetValue(Expand(from).ToLowerInvariant(), out var stage) && stage != draft
                ? stage.Files
                : throw Bad($"invalid from flag value {from}: only stages of this Dockerfile are modelled by the embedded engine");
        }
        (int, int)? owner = step.Flag("chown") is { } chown ? CopyStep.Owner(Expand(chown), draft) : null;
        var archive = step.Name == "ADD" ? (Func<FileEntry, Task<FileTree?>>)(file => context.ReadArchiveAsync(file, cancellationToken)) : null;
        await AddLayerAsync(await CopyStep.RunAsync(step.Name, words, owner, sources, draft, archive).ConfigureAwait(false), step, cancellationToken).ConfigureAwait(false);
    }

    private async Task WorkFolderAsync(Instruction step, CancellationToken cancellationToken)
    {
        var path = Expand(step.Rest);
        var clean = FileEntry.Clean(path.StartsWith('/') ? path : $"{draft.WorkingFolder}/{path}") ?? "";
        draft.WorkingFolder = "/" + clean;
        if (clean.Length == 0 || draft.Files.IsFolder(clean))
        {
            Record(step);
            return;
        }
        var layer = new FileTree();
        CopyStep.Folder(layer, draft, clean, null);
        await AddLayerAsync(layer, step, cancellationToken).ConfigureAwait(false);
    }

    private async Task AddLayerAsync(FileTree layer, Instruction step, CancellationToken cancellationToken)
    {
        draft.Layers.Add(await LayerWriter.WriteAsync(layer, store.Blobs, cancellationToken).ConfigureAwait(false));
        draft.Files.Apply(layer);
        Record(step, null, empty: false);
    }

    private void Expose(Instruction step)
    {
        foreach (var word in Words.Split(step.Rest, escape).Select(Expand))
        {
            var match = Port().Match(word);
            if (!match.Success) throw Bad($"invalid containerPort: {word}");
            var first = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            var last = match.Groups[2].Success ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : first;
            if (first > last || last > ushort.MaxValue) throw Bad($"invalid containerPort: {word}");
            for (var port = first; port <= last; port++) draft.Ports.Add($"{port}/{(match.Groups[3].Success ? match.Groups[3].Value : "tcp")}");
        }
        Record(step);
    }

    private void Health(Instruction step)
    {
        var space = step.Rest.AsSpan().IndexOfAny(" \t");
        var kind = (space < 0 ? step.Rest : step.Rest[..space]).ToUpperInvariant();
        var rest = space < 0 ? "" : step.Rest[space..].Trim();
        if (kind == "NONE" && rest.Length == 0)
        {
            draft.Healthcheck = new JsonObject { ["Test"] = new JsonArray("NONE") };
            Record(step);
            return;
        }
        if (kind != "CMD" || rest.Length == 0) throw Bad($"Unknown type \"{kind}\" in HEALTHCHECK (try CMD)");
        var words = DockerfileParser.ReadJson(rest);
        var test = words is null ? new JsonArray("CMD-SHELL", rest) : new JsonArray([.. words.Prepend("CMD").Select(w => (JsonNode)w)]);
        draft.Healthcheck = new JsonObject { ["Test"] = test };
        foreach (var (flag, member) in new[] { ("interval", "Interval"), ("timeout", "Timeout"), ("start-period", "StartPeriod") })
        {
            if (step.Flag(flag) is { } text) draft.Healthcheck[member] = Nanoseconds(Expand(text), flag);
        }
        if (step.Flag("retries") is { } retries)
            draft.Healthcheck["Retries"] = int.TryParse(Expand(retries), out var count) && count >= 0 ? count : throw Bad($"HEALTHCHECK --retries must be a number from 0, not {retries}");
        Record(step);
    }

    private static long Nanoseconds(string text, string flag)
    {
        var matches = Duration().Matches(text);
        if (matches.Count == 0 || matches.Sum(m => m.Length) != text.Length) throw Bad($"HEALTHCHECK --{flag}: invalid duration \"{text}\"");
        const double millisecond = 1_000_000, second = 1000 * millisecond;
        return (long)matches.Sum(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) * m.Groups[2].Value switch { "ms" => millisecond, "s" => second, "m" => 60 * second, _ => 3600 * second });
    }

    private static string Signal(string text) => int.TryParse(text, out _) || SignalName().IsMatch(text) ? text : throw Bad($"invalid signal: {text}");

    private IReadOnlyList<string> Command(Instruction step) => step.Json ?? [.. draft.Shell, step.Rest];

    private string Expand(string text) => Words.Expand(text, name => draft.Variable(name) ?? Argument(name), escape);

    private string? Argument(string name) => _arguments.TryGetValue(name, out var value) ? value
        : Predefined.Contains(name) ? options.Arguments.GetValueOrDefault(name) : null;

    private void Record(Instruction step, string? command = null, bool empty = true, string? comment = null)
    {
        var arguments = _arguments.Where(a => a.Value is not null).OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}").ToList();
        var by = command is null ? $"/bin/sh -c #(nop)  {step.Text}" : arguments.Count > 0 ? $"|{arguments.Count} {string.Join(' ', arguments)} {command}" : command;
        var history = new JsonObject { ["created_by"] = by };
        if (comment is not null) history["comment"] = comment;
        if (empty) history["empty_layer"] = true;
        draft.History.Add(history);
    }

    private static EngineException Bad(string message) => new(EngineException.BadRequest, message);

    [GeneratedRegex(@"^(\d{1,5})(?:-(\d{1,5}))?(?:/(tcp|udp|sctp))?\z")]
    private static partial Regex Port();

    [GeneratedRegex(@"\G(\d+(?:\.\d+)?)(ms|s|m|h)")]
    private static partial Regex Duration();

    [GeneratedRegex(@"^(?:SIG)?[A-Z][A-Z0-9+-]*\z")]
    private static partial Regex SignalName();
}
