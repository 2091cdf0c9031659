using Quorum.Pipeline;

namespace Quorum.Provisioning;

/// <summary>What only this stage is told; written as <c>key=value</c> pairs in the parameter <see cref="Parameter"/>.</summary>
public sealed record ProvisionOptions
{
    public const string Parameter = "InfraOptions";

    /// <summary>Keys of the infrastructure's own configuration that have no parameter of their own, e.g. <c>natGateways=one</c>.</summary>
    public IReadOnlyDictionary<string, string> Infra { get; init; } = new Dictionary<string, string>();

    /// <summary>Where Pulumi keeps its state, e.g. <c>s3://bucket?region=eu-central-1</c>; null: where <c>pulumi login</c> said.</summary>
    public string? StateBackend { get; init; }

    /// <summary>e.g. <c>awskms://alias/quorum-state?region=eu-central-1</c>; null: Pulumi's default, a passphrase on a state backend of one's own.</summary>
    public string? SecretsProvider { get; init; }

    /// <summary>Reads the account's real state before planning.</summary>
    public bool Refresh { get; init; }

    /// <summary>URNs of guarded resources that this run may replace or delete.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <param name="text">Pairs separated by spaces or semicolons; null and empty mean none. <c>allow</c> takes URNs separated by commas.</param>
    /// <exception cref="InputException">A pair is malformed or given twice.</exception>
    public static ProvisionOptions Parse(string? text)
    {
        var problems = new List<InputProblem>();
        var options = new ProvisionOptions();
        var infra = new Dictionary<string, string>();
        var seen = new HashSet<string>();
        foreach (var pair in (text ?? "").Split([' ', ';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } key, { Length: > 0 } value])
                problems.Add(new(Parameter, pair, "key=value, e.g. natGateways=one"));
            else if (!seen.Add(key))
                problems.Add(new(Parameter, pair, $"{key} once"));
            else if (key == "stateBackend") options = options with { StateBackend = value };
            else if (key == "secretsProvider") options = options with { SecretsProvider = value };
            else if (key == "allow") options = options with { Allow = value.Split(',', StringSplitOptions.RemoveEmptyEntries) };
            else if (key == "refresh" && bool.TryParse(value, out var refresh)) options = options with { Refresh = refresh };
            else if (key == "refresh") problems.Add(new(Parameter, pair, "refresh=true or refresh=false"));
            else infra[key] = value;
        }

        return problems.Count == 0 ? options with { Infra = infra } : throw new InputException(problems);
    }
}
