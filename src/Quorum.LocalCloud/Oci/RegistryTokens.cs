using System.Security.Cryptography;
using System.Text;

namespace Quorum.LocalCloud.Oci;

public enum TokenVerdict { Valid, Expired, Invalid }

/// <summary>
/// Login tokens of the registry. A token carries its own expiry and a keyed hash, so that it needs no list and stays good over a restart.
/// </summary>
public sealed class RegistryTokens
{
    public const string UserName = "AWS";
    private const int KeyBytes = 32;
    private readonly byte[] _key;
    private readonly Func<DateTimeOffset> _now;

    /// <param name="keyFile">Holds the key; made, readable by its owner only, when it does not exist or is not whole.</param>
    public RegistryTokens(string keyFile, Func<DateTimeOffset> now)
    {
        _now = now;
        if (File.Exists(keyFile) && File.ReadAllBytes(keyFile) is { Length: KeyBytes } key)
        {
            _key = key;
            return;
        }
        _key = RandomNumberGenerator.GetBytes(KeyBytes);
        Directory.CreateDirectory(Path.GetDirectoryName(keyFile)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(keyFile, options);
        file.Write(_key);
    }

    /// <summary>A password for the user <see cref="UserName"/>, and when it expires.</summary>
    public (string Password, DateTimeOffset ExpiresAt) Issue()
    {
        var expires = _now() + RegistryLimits.TokenLifetime;
        var text = $"{expires.ToUnixTimeMilliseconds()}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
        return ($"{text}.{Sign(text)}", expires);
    }

    public TokenVerdict Verify(string user, string password)
    {
        var dot = password.LastIndexOf('.');
        if (user != UserName || dot < 0) return TokenVerdict.Invalid;
        var text = password[..dot];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(text)), Encoding.UTF8.GetBytes(password[(dot + 1)..]))) return TokenVerdict.Invalid;
        return long.Parse(text[..text.IndexOf('.', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture) > _now().ToUnixTimeMilliseconds()
            ? TokenVerdict.Valid
            : TokenVerdict.Expired;
    }

    private string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
}
