using System.Security.Cryptography;

namespace Quorum.Secrets;

public static class Passwords
{
    /// <summary>190 bits.</summary>
    public const int Length = 32;

    // Letters and digits only: a password goes through curl's configuration, a netrc file and JSON, and must mean itself in each.
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>From the operating system's cryptographic source.</summary>
    public static string Make() => RandomNumberGenerator.GetString(Characters, Length);
}
