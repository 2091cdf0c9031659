using Serilog;

namespace Nuke.Common;

public static class ControlFlow
{
    /// <param name="delay">Between attempts; none when null.</param>
    public static void ExecuteWithRetry(
        Action action,
        Action cleanup = null,
        int retryAttempts = 3,
        TimeSpan? delay = null,
        Action<string> logAction = null)
    {
        Assert.True(retryAttempts > 0);
        Exception last = null;
        for (var attempt = 1; attempt <= retryAttempts; attempt++)
        {
            try
            {
                action();
                return;
            }
            catch (Exception exception)
            {
                last = exception;
                logAction ??= x => Log.Warning("{Message}", x);
                logAction($"Attempt #{attempt} failed with: {exception.Message}");
                if (delay != null && attempt < retryAttempts)
                    Thread.Sleep(delay.Value);
            }
            finally
            {
                cleanup?.Invoke();
            }
        }

        Assert.Fail($"Executing failed permanently after {retryAttempts} attempts", last);
    }

    public static void SuppressErrors(Action action, bool includeStackTrace = false, bool logWarning = true) =>
        SuppressErrors<object>(
            () =>
            {
                action();
                return null;
            },
            includeStackTrace: includeStackTrace,
            logWarning: logWarning);

    public static T SuppressErrors<T>(Func<T> action, T defaultValue = default, bool includeStackTrace = false, bool logWarning = true)
    {
        try
        {
            return action();
        }
        catch (Exception exception)
        {
            if (logWarning)
                Log.Warning(includeStackTrace ? exception : null, "{Message}", exception.Message);
            return defaultValue;
        }
    }
}
