namespace Nuke.Common.Utilities;

internal sealed class DelegateDisposable(Action dispose) : IDisposable
{
    public static readonly IDisposable Empty = new DelegateDisposable(() => { });

    public void Dispose() => dispose();
}
