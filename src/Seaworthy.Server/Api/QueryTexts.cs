namespace Seaworthy.Server.Api;

/// <summary>Refuses texts in the query that nothing behind could keep or pass on. In the path Kestrel refuses them itself.</summary>
internal static class QueryTexts
{
    public static void UseCheckedQuery(this IApplicationBuilder app) => app.Use((context, next) =>
        context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true
            ? Problem.Invalid(context.Request.Query.First(part => $"{part.Key}{part.Value}".Contains('\0', StringComparison.Ordinal)).Key.Replace("\0", "", StringComparison.Ordinal), PlainText.Fault).ExecuteAsync(context)
            : next(context));
}
