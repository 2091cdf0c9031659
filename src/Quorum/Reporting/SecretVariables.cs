using System.Collections;
using System.Text.RegularExpressions;

namespace Quorum.Reporting;

/// <summary>Which environment variables hold secrets, told by their names and by passwords in URLs: nobody declares them, and any of them may come back in an error's text.</summary>
public static partial class SecretVariables
{
    /// <summary>Registers the values of this process's secret variables, before anything is said.</summary>
    public static void Register(Redaction redaction) => Register(redaction, Environment.GetEnvironmentVariables());

    public static void Register(Redaction redaction, IDictionary environment)
    {
        foreach (DictionaryEntry variable in environment)
        {
            var (name, value) = ((string)variable.Key, (string?)variable.Value ?? "");
            if (IsSecret(name)) redaction.Add(value);
            if (UrlPassword().Match(value) is { Success: true } password) redaction.Add(Uri.UnescapeDataString(password.Groups[1].Value));
        }
    }

    /// <summary>Takes them from what a child process gets: it can neither dump nor hand on what it has not.</summary>
    public static void RemoveFrom(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(IsSecret).ToList()) environment.Remove(name);
    }

    /// <summary>By the name. One that only says where the secret is (a file, an address) is no secret itself.</summary>
    public static bool IsSecret(string name) => Secret().IsMatch(name) && !Pointer().IsMatch(name);

    [GeneratedRegex("SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|CREDENTIAL|AUTH_CONFIG", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex("(_FILE|_PATH|_DIR|_URL|_URI|_ARN|_PROVIDER|_ID)$", RegexOptions.IgnoreCase)]
    private static partial Regex Pointer();

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*://[^\s/@:]*:([^\s/@]+)@", RegexOptions.IgnoreCase)]
    private static partial Regex UrlPassword();
}
