using System.Security.Cryptography;
using System.Text;

namespace Quorum.LocalCloud.Ssm;

/// <summary>AES-256-GCM under a key of this folder's own, in a file that only its owner can read: state files never hold a secret in plain.</summary>
internal sealed class SecretBox(string keyFile)
{
    private const int KeyBytes = 32, NonceBytes = 12, TagBytes = 16;
    private byte[]? _key;

    public string Seal(string plain)
    {
        var text = Encoding.UTF8.GetBytes(plain);
        var box = new byte[NonceBytes + TagBytes + text.Length];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(Key(), TagBytes);
        aes.Encrypt(nonce, text, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes));
        return Convert.ToBase64String(box);
    }

    /// <exception cref="InvalidOperationException">The key file is another one than the value was sealed with.</exception>
    public string Open(string sealedText)
    {
        var box = Convert.FromBase64String(sealedText);
        var text = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(Key(), TagBytes);
        try
        {
            aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), text);
        }
        catch (CryptographicException)
        {
            throw new InvalidOperationException("A secure parameter cannot be decrypted: the key file was replaced after it was written.");
        }
        return Encoding.UTF8.GetString(text);
    }

    private byte[] Key()
    {
        if (_key is not null) return _key;
        if (File.Exists(keyFile))
        {
            var kept = File.ReadAllBytes(keyFile);
            if (kept.Length == KeyBytes) return _key = kept;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(keyFile)!);
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(keyFile, options)) file.Write(key);
        return _key = key;
    }
}
