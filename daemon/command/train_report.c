/* train_report.c - see train_report.h. */
#include "train_report.h"
#include "clock.h"
#include "terminal.h"

static double accuracy_of(const struct eval_polarities *polarities)
{
	size_t right = 0, all = 0;

	for (int truth = 0; truth < POLARITY_COUNT; truth++)
		for (int said = 0; said < POLARITY_COUNT; said++) {
			all += polarities->counts[truth][said];
			right += truth == said ? polarities->counts[truth][said] : 0;
		}
	return all ? (double)right / (double)all : 0;
}

static double macro_of(const struct eval_polarities *polarities, bool recall)
{
	double sum = 0;

	for (int polarity = 0; polarity < POLARITY_COUNT; polarity++) {
		struct eval_figures figures =
			eval_polarity_figures(polarities, (enum polarity)polarity);

		sum += recall ? figures.recall : figures.f1;
	}
	return sum / (double)eval_polarity_classes(polarities);
}

static void print_pair(const char *what, const char *figure, double lexicon, double model, FILE *to)
{
	fprintf(to, "%-9s %-20s %8.3f %8.3f %+9.3f\n", what, figure, lexicon, model,
		model - lexicon);
}

void train_report_beside(const struct eval_polarities *lexicon, const struct eval_polarities *model,
			 FILE *to)
{
	fprintf(to, "%-30s %8s %8s %9s\n", "", "lexicon", "model", "gain");
	print_pair("all", "micro F1 (accuracy)", accuracy_of(lexicon), accuracy_of(model), to);
	print_pair("", "macro F1", macro_of(lexicon, false), macro_of(model, false), to);
	print_pair("", "macro recall", macro_of(lexicon, true), macro_of(model, true), to);
	for (int polarity = 0; polarity < POLARITY_COUNT; polarity++) {
		struct eval_figures before =
					    eval_polarity_figures(lexicon, (enum polarity)polarity),
				    after = eval_polarity_figures(model, (enum polarity)polarity);

		print_pair(polarity_name((enum polarity)polarity), "precision", before.precision,
			   after.precision, to);
		print_pair("", "recall", before.recall, after.recall, to);
		print_pair("", "F1", before.f1, after.f1, to);
	}
}

static void print_languages(language_set languages, FILE *to)
{
	for (int language = 0; language < LANGUAGE_COUNT; language++)
		if (languages & language_bit((enum language)language))
			fprintf(to, " %s", language_name((enum language)language));
}

static void print_figures(const struct mood_model *model, FILE *to)
{
	fprintf(to, "accuracy   %.3f, the lexicon %.3f (each comment judged unseen)\n",
		(double)model->model.accuracy / 1000, (double)model->lexicon.accuracy / 1000);
	fprintf(to, "macro F1   %.3f, the lexicon %.3f\n", (double)model->model.macro_f1 / 1000,
		(double)model->lexicon.macro_f1 / 1000);
}

/* The class whose weight is greatest. */
static int class_of(const int16_t weight[POLARITY_COUNT])
{
	int first = 0;

	for (int polarity = 1; polarity < POLARITY_COUNT; polarity++)
		if (weight[polarity] > weight[first])
			first = polarity;
	return first;
}

static void print_names(const struct mood_model *model, int polarity, FILE *to)
{
	fprintf(to, "\n%-9s %8s %8s %8s  comments  word or pair\n",
		polarity_name((enum polarity)polarity), "negative", "neutral", "positive");
	for (uint32_t i = 0; i < model->name_count; i++) {
		const struct mood_name *name = &model->names[i];

		if (class_of(name->weight) != polarity)
			continue;
		fprintf(to, "%-9s", "");
		for (int other = 0; other < POLARITY_COUNT; other++)
			fprintf(to, " %+8.2f", (double)name->weight[other] / MOOD_MODEL_ONE);
		fprintf(to, "  %8u  ", name->comments);
		terminal_print(to, slice_from(name->text));
		fputc('\n', to);
	}
}

static void print_cues(const struct mood_model *model, FILE *to)
{
	fprintf(to, "\n%-9s %8s %8s %8s\n", "cue", "negative", "neutral", "positive");
	for (int cue = 0; cue < CUE_COUNT; cue++) {
		const int32_t *weights = model->cues[cue];

		if (!weights[0] && !weights[1] && !weights[2])
			continue;
		fprintf(to, "%-9s", "");
		for (int polarity = 0; polarity < POLARITY_COUNT; polarity++)
			fprintf(to, " %+8.2f", (double)weights[polarity] / MOOD_MODEL_ONE);
		fprintf(to, "  %s\n", features_cue_name((enum cue)cue));
	}
}

void train_report_model(const struct mood_model *model, FILE *to)
{
	char day[CLOCK_TEXT_MAX];

	clock_format((int64_t)model->day * CLOCK_DAY_US, day);
	fprintf(to, "trained    %.10s, beside the lexicon of ruleset %s\n", day, model->ruleset);
	fprintf(to, "languages ");
	print_languages(model->languages, to);
	fprintf(to, "\ncomments   %u negative, %u neutral, %u positive\n",
		model->counts[POLARITY_NEGATIVE], model->counts[POLARITY_NEUTRAL],
		model->counts[POLARITY_POSITIVE]);
	print_figures(model, to);
	fprintf(to, "fit        C %g\n", (double)model->cost / 1000);
	for (int polarity = 0; polarity < POLARITY_COUNT; polarity++)
		print_names(model, polarity, to);
	print_cues(model, to);
}
