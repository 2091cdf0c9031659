using System.Reflection;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Quorum.Tests.Secrets;

/// <summary>Parameter Store in memory. Can end the caller's process, so to say, right before or right after any of its calls.</summary>
public class InMemorySsm : DispatchProxy
{
    public sealed class KilledException() : Exception("killed here");

    public SortedDictionary<string, Parameter> Parameters { get; } = new(StringComparer.Ordinal);

    /// <summary>How many more calls come through; negative: all.</summary>
    public int KillAfter { get; set; } = -1;

    /// <summary>The last call still has its effect; only the answer is not heard.</summary>
    public bool KillAfterEffect { get; set; }

    public int Writes { get; private set; }

    public Action? Wrote { get; set; }

    public static (IAmazonSimpleSystemsManagement Client, InMemorySsm Store) Make()
    {
        var client = Create<IAmazonSimpleSystemsManagement, InMemorySsm>();
        return (client, (InMemorySsm)(object)client);
    }

    public string? Value(string name) => Parameters.GetValueOrDefault(name)?.Value;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IDisposable.Dispose)) return null;
        if (KillAfter == 0 && !KillAfterEffect) throw new KilledException();
        var answer = args![0] switch
        {
            GetParameterRequest get => Get(get),
            PutParameterRequest put => Put(put),
            DeleteParameterRequest delete => Delete(delete),
            GetParametersByPathRequest path => Task.FromResult(new GetParametersByPathResponse
            {
                // Without decryption SSM gives a SecureString's cipher text.
                Parameters = [.. Parameters.Values.Where(p => p.Name.StartsWith(path.Path + "/", StringComparison.Ordinal)).Select(p => new Parameter { Name = p.Name, Type = p.Type, Value = "(encrypted)" })],
            }),
            var other => throw new NotSupportedException(other?.GetType().Name),
        };
        if (KillAfter == 0) throw new KilledException();
        if (KillAfter > 0) KillAfter--;
        return answer;
    }

    private object Get(GetParameterRequest request) => Parameters.TryGetValue(request.Name, out var found)
        ? Task.FromResult(new GetParameterResponse { Parameter = found })
        : Task.FromException<GetParameterResponse>(new ParameterNotFoundException("no such parameter"));

    private object Put(PutParameterRequest request)
    {
        if (Parameters.ContainsKey(request.Name) && request.Overwrite != true) return Task.FromException<PutParameterResponse>(new ParameterAlreadyExistsException("it is there"));
        Assert.InRange(request.Value.Length, 1, 4096);
        Parameters[request.Name] = new Parameter { Name = request.Name, Value = request.Value, Type = request.Type };
        Changed();
        return Task.FromResult(new PutParameterResponse());
    }

    private object Delete(DeleteParameterRequest request)
    {
        if (!Parameters.Remove(request.Name)) return Task.FromException<DeleteParameterResponse>(new ParameterNotFoundException("no such parameter"));
        Changed();
        return Task.FromResult(new DeleteParameterResponse());
    }

    private void Changed()
    {
        Writes++;
        Wrote?.Invoke();
    }
}
