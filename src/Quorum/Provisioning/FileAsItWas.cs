namespace Quorum.Provisioning;

/// <summary>Puts a file back as it was, or takes it away again when there was none: what a look has to write is no change.</summary>
internal sealed class FileAsItWas(string path) : IDisposable
{
    private readonly byte[]? _before = File.Exists(path) ? File.ReadAllBytes(path) : null;

    public void Dispose()
    {
        if (_before is null) File.Delete(path);
        else if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(_before)) File.WriteAllBytes(path, _before);
    }
}
