using System.Text;

namespace Quorum.Tests.Images;

/// <summary>A folder of its own for one test, deleted at its end.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("quorum-image-").FullName;

    public string Path { get; }

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    public TempFolder Write(string relative, string text, bool executable = false) => Write(relative, Encoding.UTF8.GetBytes(text), executable);

    public TempFolder Write(string relative, byte[] bytes, bool executable = false)
    {
        var file = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, executable ? (UnixFileMode)0b111_101_101 : (UnixFileMode)0b110_100_100);
        return this;
    }

    /// <summary>A context with the smallest Dockerfile that passes the lint.</summary>
    public static TempFolder Context() => new TempFolder().Write("Dockerfile", "ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\nUSER 1000:0\n");

    public static UnixFileMode Mode(string file) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
