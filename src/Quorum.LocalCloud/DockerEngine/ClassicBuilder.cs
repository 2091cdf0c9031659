using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>
/// Builds an image from a context as the classic builder does, with real layers, except that no command can run: RUN is recorded in
/// the history and named as not run.
/// </summary>
internal sealed class ClassicBuilder(EngineStore store, BaseImages bases, BuildContext context, BuildOptions options, MessageStream messages, DateTimeOffset now)
{
    public const string NotRun = "not run: no engine";
    private const int ShortId = 12;
    private readonly Dictionary<string, ImageDraft> _stages = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usedArguments = [BuildOptions.EpochArgument];

    /// <returns>The image, already kept and tagged.</returns>
    /// <exception cref="EngineException">A step failed; the message is for the stream.</exception>
    public async Task<EngineImage> BuildAsync(Dockerfile file, CancellationToken cancellationToken)
    {
        var steps = Steps(file);
        BuildStage? stage = null;
        var globals = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            await messages.TextAsync($"Step {i + 1}/{steps.Count} : {step.Text}\n", cancellationToken).ConfigureAwait(false);
            if (step.Name == "FROM")
            {
                stage = Begin(step, file.Escape, globals);
            }
            else if (stage is null)
            {
                DeclareGlobals(step, file.Escape, globals);
                continue;
            }
            else if (await stage.RunAsync(step, cancellationToken).ConfigureAwait(false) is { } remark)
            {
                await messages.TextAsync($" ---> [Warning] {remark}\n", cancellationToken).ConfigureAwait(false);
            }
            await messages.TextAsync($" ---> {Short(Key(stage!.Draft))}\n", cancellationToken).ConfigureAwait(false);
        }
        var unused = options.Arguments.Keys.Where(a => !_usedArguments.Contains(a)).Order(StringComparer.Ordinal).ToList();
        if (unused.Count > 0) await messages.TextAsync($"[Warning] One or more build-args [{string.Join(' ', unused)}] were not consumed\n", cancellationToken).ConfigureAwait(false);
        return Finish(stage!.Draft);
    }

    /// <summary>What the caller's labels become: a step of their own at the end, so that only it is new when they change.</summary>
    private List<Instruction> Steps(Dockerfile file)
    {
        var steps = file.Instructions.ToList();
        if (options.Target.Length > 0)
        {
            var stages = steps.Select((s, at) => (s, at)).Where(x => x.s.Name == "FROM").ToList();
            var wanted = stages.FindIndex(x => StageName(x.s)?.Equals(options.Target, StringComparison.OrdinalIgnoreCase) == true);
            if (wanted < 0 && (!int.TryParse(options.Target, out wanted) || wanted < 0 || wanted >= stages.Count))
                throw new EngineException(EngineException.BadRequest, $"failed to reach build target {options.Target} in Dockerfile");
            if (wanted + 1 < stages.Count) steps = steps[..stages[wanted + 1].at];
        }
        if (options.Labels.Count > 0)
        {
            var pairs = options.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{Quote(l.Key, file.Escape)}={Quote(l.Value, file.Escape)}");
            steps.Add(new Instruction(0, "LABEL", [], string.Join(' ', pairs), null));
        }
        return steps;
    }

    private static string Quote(string text, char escape)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '$' || c == escape) quoted.Append(escape);
            quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    private static string? StageName(Instruction from) => Words.Split(from.Rest, '\\') is [_, var keyword, var name] && keyword.Equals("as", StringComparison.OrdinalIgnoreCase) ? name : null;

    private void DeclareGlobals(Instruction step, char escape, Dictionary<string, string?> globals)
    {
        foreach (var word in Words.Split(step.Rest, escape))
        {
            var parts = word.Split('=', 2);
            _usedArguments.Add(parts[0]);
            globals[parts[0]] = options.Arguments.TryGetValue(parts[0], out var given) && given is not null ? given
                : parts.Length > 1 ? Words.Expand(parts[1], n => globals.GetValueOrDefault(n), escape) : null;
        }
    }

    private BuildStage Begin(Instruction from, char escape, Dictionary<string, string?> globals)
    {
        var words = Words.Split(from.Rest, escape);
        var named = StageName(from);
        if (words.Count != 1 && named is null) throw new EngineException(EngineException.BadRequest, "FROM requires either one or three arguments");
        var name = Words.Expand(words[0], n => globals.GetValueOrDefault(n), escape);
        if (name.Length == 0) throw new EngineException(EngineException.BadRequest, $"base name ({words[0]}) should not be blank");
        if (from.Flag("platform") is { } platform && BuildOptions.Platform(Words.Expand(platform, n => globals.GetValueOrDefault(n), escape)) != (options.Os, options.Architecture))
            throw new EngineException(EngineException.BadRequest, $"the platform of {name} differs from the build's, {options.Os}/{options.Architecture}");
        var draft = bases.Get(name, _stages);
        _stages[_stages.Values.Distinct().Count().ToString(System.Globalization.CultureInfo.InvariantCulture)] = draft;
        if (named is not null) _stages[named.ToLowerInvariant()] = draft;
        return new BuildStage(store, context, options, draft, _stages, globals, _usedArguments, escape);
    }

    private EngineImage Finish(ImageDraft draft)
    {
        var key = Key(draft);
        var image = options.NoCache ? null : store.FindCached(key);
        if (image is null)
        {
            var created = options.Epoch ?? now;
            var config = JsonSerializer.SerializeToUtf8Bytes(draft.Render(options.Os, options.Architecture, created), Host.HostJson.Wire);
            image = store.Add(new EngineImage { Id = store.Blobs.Put(config).ToString(), ConfigSize = config.Length, Layers = [.. draft.Layers], CacheKey = key, CreatedAt = created });
        }
        foreach (var tag in options.Tags) store.Tag(image, tag.Tagged);
        return image;
    }

    private string Key(ImageDraft draft) =>
        Digest.Of(JsonSerializer.SerializeToUtf8Bytes(draft.Render(options.Os, options.Architecture, options.Epoch ?? DateTimeOffset.UnixEpoch), Host.HostJson.Wire)).ToString();

    internal static string Short(string id) => id["sha256:".Length..][..ShortId];
}
