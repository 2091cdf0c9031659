using System.Text.RegularExpressions;

namespace Quorum.LocalCloud.Ssm;

/// <summary>
/// The one kind of script that the embedded bastion runs: the values of Quorum's ssm access, a line each, then its script to the letter. A shell
/// for whoever reaches the port would be a way to act as the user who started this process; this one asks the cluster's nodes and nothing else.
/// </summary>
internal static partial class BastionCommand
{
    public const int HttpPort = 9200;
    private static readonly string Script = ReadScript();

    /// <param name="hosts">Names and addresses of the cluster's nodes.</param>
    /// <returns>Why it is not run; null when it is.</returns>
    public static string? Refusal(string text, IReadOnlyCollection<string> hosts)
    {
        if (!text.EndsWith(Script, StringComparison.Ordinal)) return "it is not the script of Quorum's ssm access, and the embedded bastion runs no other";
        foreach (var line in text[..^Script.Length].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Assignment.Match(line) is not { Success: true } match) return $"the line {line[..Math.Min(line.Length, 40)]} is no value of Quorum's ssm access";
            var value = match.Groups["value"].Value;
            var refused = match.Groups["name"].Value switch
            {
                "do" => value is not ("ask" or "piece"),
                "id" => !Id.IsMatch(value),
                "method" => !Method.IsMatch(value),
                "seconds" or "from" or "most" => !Number.IsMatch(value),
                "password" or "ca" or "secret" => !ParameterName.IsMatch(value),
                "url" => !IsNode(value, hosts),
                "type" or "body" or "user" => false,
                _ => true,
            };
            if (refused) return $"q_{match.Groups["name"].Value} = {value[..Math.Min(value.Length, 80)]}: {(match.Groups["name"].Value == "url" ? $"the bastion reaches the nodes on port {HttpPort} only: {string.Join(", ", hosts)}" : "not a value of Quorum's ssm access")}";
        }
        return null;
    }

    private static bool IsNode(string url, IReadOnlyCollection<string> hosts) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", Port: HttpPort, UserInfo: "" } && hosts.Contains(uri.Host);

    private static string ReadScript()
    {
        using var stream = typeof(BastionCommand).Assembly.GetManifestResourceStream("Quorum.bastion.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    // Single quotes around everything, '\'' for a quote: nothing in it means anything to a shell.
    [GeneratedRegex(@"^q_(?<name>[a-z]+)='(?<value>[^']*('\\''[^']*)*)'\z")]
    private static partial Regex Assignment { get; }

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex Id { get; }

    [GeneratedRegex(@"^[A-Z]{3,7}\z")]
    private static partial Regex Method { get; }

    [GeneratedRegex(@"^[0-9]{1,9}\z")]
    private static partial Regex Number { get; }

    [GeneratedRegex(@"^[A-Za-z0-9_./-]*\z")]
    private static partial Regex ParameterName { get; }
}
