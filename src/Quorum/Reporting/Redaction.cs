using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Quorum.Reporting;

/// <summary>
/// The one place that knows what is secret. Everything that leaves the process for people to read (console, log, report, JSON, GitHub
/// files, exception text) passes through <see cref="Apply"/>. Secrets are registered where they are read or made.
/// </summary>
public sealed partial class Redaction
{
    public const string Mark = "[redacted]";

    /// <summary>Shorter text would blot out innocent words; nothing the pipeline makes is this short.</summary>
    public const int MinLength = 6;

    private ImmutableArray<string> _forms = [];

    /// <summary>Of the whole process.</summary>
    public static Redaction Shared { get; } = new();

    /// <summary>Registers a secret, in each form in which it may turn up.</summary>
    /// <returns>False when it is too short to be redacted.</returns>
    public bool Add(string? secret)
    {
        if (secret is null || secret.Trim().Length < MinLength) return false;
        var forms = Forms(secret.Trim()).Where(form => form.Length >= MinLength).ToList();
        // Longest first: a secret that contains another must not leave its rest behind.
        ImmutableInterlocked.Update(ref _forms, known => [.. known.Concat(forms).Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length).ThenBy(form => form, StringComparer.Ordinal)]);
        return true;
    }

    /// <summary>Registers a user's password, also as it stands in an Authorization header.</summary>
    public bool AddCredentials(string user, string password)
    {
        Add(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        return Add(password);
    }

    /// <summary>The text without any registered secret, private key, Authorization value or password in a URL.</summary>
    public string Apply(string text)
    {
        foreach (var form in _forms) text = text.Replace(form, Mark, StringComparison.Ordinal);
        text = PrivateKey().Replace(text, Mark);
        text = Authorization().Replace(text, match => match.Groups["before"].Value + Mark);
        return UserInfo().Replace(text, match => $"{match.Groups["before"].Value}{Mark}{match.Groups["at"].Value}");
    }

    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return JavaScriptEncoder.Default.Encode(secret);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
        yield return HtmlEncoder.Default.Encode(secret);
        yield return WebUtility.HtmlEncode(secret);
        yield return StepSummary.Inline(secret);
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        // A secret of several lines (a key) is shown line by line by many tools.
        foreach (var line in secret.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length >= LineLength && !line.StartsWith("-----", StringComparison.Ordinal)) yield return line;
        }
    }

    private const int LineLength = 16;

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\\z)", RegexOptions.Singleline)]
    private static partial Regex PrivateKey();

    // After the header's name any token; without it one that is no plain word.
    [GeneratedRegex(@"(?<before>\bAuthorization[""']?\s*[:=]\s*[""']?(Basic|Bearer|ApiKey)\s+|\b(Basic|Bearer|ApiKey)\s+(?=[A-Za-z]*[0-9+/=]))[A-Za-z0-9+/=._~-]{8,}", RegexOptions.IgnoreCase)]
    private static partial Regex Authorization();

    // Also as the step summary escapes it.
    [GeneratedRegex(@"(?<before>\b[a-z][a-z0-9+.-]*://)[^\s/@:]*:[^\s/@]+(?<at>@|&\#64;)", RegexOptions.IgnoreCase)]
    private static partial Regex UserInfo();
}

/// <summary>Passes what is written on, redacted; for standard output and error. Whole strings and lines, not single characters.</summary>
public sealed class RedactingWriter(TextWriter inner, Redaction redaction) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(value);

    public override void Write(char[] buffer, int index, int count) => inner.Write(redaction.Apply(new string(buffer, index, count)));

    public override void Write(ReadOnlySpan<char> buffer) => inner.Write(redaction.Apply(new string(buffer)));

    public override void Write(string? value) => inner.Write(value is null ? null : redaction.Apply(value));

    public override void WriteLine(string? value) => inner.WriteLine(value is null ? null : redaction.Apply(value));

    public override void Flush() => inner.Flush();
}
