namespace Ashlar.Core.Protection.Detection.Text;

/// <summary>From the text as given to the text as read: look-alikes folded, escapes decoded, as often as that changes anything but at most three times.</summary>
internal static class Decoding
{
    private const int Rounds = 3;

    public static TextView Read(string text, out long steps)
    {
        var view = Fold(TextView.Of(text));
        steps = text.Length;
        for (var round = 0; round < Rounds; round++)
        {
            steps += view.Length;
            var decoded = Escapes.Decode(view, bytes: round == 0);
            if (ReferenceEquals(decoded, view))
                break;
            view.Release();
            view = Fold(decoded);
        }

        return view;
    }

    private static TextView Fold(TextView view)
    {
        var folded = Lookalikes.Fold(view);
        if (!ReferenceEquals(folded, view))
            view.Release();
        return folded;
    }
}
