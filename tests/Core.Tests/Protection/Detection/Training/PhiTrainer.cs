using Ashlar.Core.Protection.Detection.Scoring;

namespace Ashlar.Core.Tests.Protection.Detection.Training;

/// <summary>Makes the weights of the scorer from texts that may be seen, always the same from the same texts.</summary>
internal static class PhiTrainer
{
    /// <summary>Into so many parts the texts are cut, so that what a text is about is judged by weights that did not learn from it.</summary>
    private const int Folds = 5;

    /// <summary>How often every text is written anew.</summary>
    private const int Copies = 2;

    /// <summary>Of the documents that one line of the training part becomes, one in so many is learned from: lines about people become twelve, lines about nobody six.</summary>
    private const int OneIn = 6;
    private const int OneInAboutNobody = 2;

    /// <summary>The texts that the shipped weights are made from.</summary>
    public static IReadOnlyList<PhiDocument> Texts() => [.. PhiCorpus.Of("seen"), .. PhiCorpus.Of("dev").Concat(PhiCorpus.Of("more")).Concat(PhiCorpus.Of("fresh")).OrderBy(document => document.Negative)];

    public static TokenScorer Of(IReadOnlyList<PhiDocument> documents)
    {
        var variants = new PhiVariants(documents);
        var lines = PhiCorpus.Of("train").Where((document, index) => index % (document.Negative ? OneInAboutNobody : OneIn) == 0);
        return Learn([.. documents.Concat(lines).Concat(documents.SelectMany(document => variants.Of(document, Copies))).Select(document => new TrainingText(document))]);
    }

    private static TokenScorer Learn(IReadOnlyList<TrainingText> texts)
    {
        for (var fold = 0; fold < Folds; fold++)
        {
            var others = SubjectTraining.Of([.. texts.Where((_, index) => index % Folds != fold)]);
            for (var index = fold; index < texts.Count; index += Folds)
                texts[index].Describe(others);
        }

        var weights = ChainTraining.Of(texts);
        var subjects = SubjectTraining.Of(texts);
        for (var row = 0; row < WeightTable.Rows; row++)
        {
            if (subjects[row][0] != 0)
                weights[row * WeightTable.Width] = subjects[row][0];
        }

        return new TokenScorer(new WeightTable(weights));
    }
}
