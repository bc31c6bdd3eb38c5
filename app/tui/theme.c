#include "app/tui/theme.h"

#include <cyaml/cyaml.h>
#include <math.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const role_names[ROLE_COUNT] = {
#define X(id, name, plain) name,
    THEME_ROLES(X)
#undef X
};

static const char *const plain_looks[ROLE_COUNT] = {
#define X(id, name, plain) plain,
    THEME_ROLES(X)
#undef X
};

static const char *const colour_names[] = {"black", "red",     "green", "yellow",
                                           "blue",  "magenta", "cyan",  "white"};

role_t role_of_process(int number)
{
    return (role_t)(ROLE_PROCESS_0 + (number < 0 ? 0 : number) % (ROLE_PROCESS_5 - ROLE_PROCESS_0 + 1));
}

/* ---- reading looks ---- */

static bool read_colour(const char *word, int *colour)
{
    if (strcmp(word, "default") == 0) {
        *colour = -1;
        return true;
    }
    for (int i = 0; i < 8; i++) {
        if (strcmp(word, colour_names[i]) == 0) {
            *colour = i;
            return true;
        }
        if (strncmp(word, "bright-", 7) == 0 && strcmp(word + 7, colour_names[i]) == 0) {
            *colour = i + 8;
            return true;
        }
    }
    char *end;
    long number = strtol(word, &end, 10);
    *colour = (int)number;
    return *word && !*end && number >= 0 && number <= 255;
}

static bool read_attribute(const char *word, theme_look_t *look)
{
    if (strcmp(word, "bold") == 0) {
        look->bold = true;
    } else if (strcmp(word, "dim") == 0) {
        look->dim = true;
    } else if (strcmp(word, "underline") == 0) {
        look->underline = true;
    } else if (strcmp(word, "reverse") == 0) {
        look->reverse = true;
    } else {
        return strcmp(word, "-") == 0;
    }
    return true;
}

/* "cyan default bold" */
static bool read_look(const char *text, theme_look_t *look)
{
    char copy[80];
    snprintf(copy, sizeof copy, "%s", text);
    *look = (theme_look_t){.foreground = -1, .background = -1};
    char *rest = NULL;
    int place = 0;
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest), place++) {
        bool ok = place == 0   ? read_colour(word, &look->foreground)
                  : place == 1 ? read_colour(word, &look->background)
                               : read_attribute(word, look);
        if (!ok) {
            return false;
        }
    }
    return place >= 1;
}

void theme_default(theme_t *theme)
{
    static const char *const looks[ROLE_COUNT] = {
        [ROLE_TEXT] = "default",
        [ROLE_TITLE] = "default default bold",
        [ROLE_DIM] = "245",
        [ROLE_LINE] = "240",
        [ROLE_KEY] = "cyan default bold",
        [ROLE_TAB] = "black cyan bold",
        [ROLE_SELECTED] = "black white",
        [ROLE_CODE] = "default",
        [ROLE_HERE] = "yellow default bold",
        [ROLE_GOOD] = "green default bold",
        [ROLE_BAD] = "bright-red default bold",
        [ROLE_WARNING] = "bright-yellow default bold",
        [ROLE_CHANGED] = "yellow default underline",
        [ROLE_HELD] = "yellow default bold",
        [ROLE_FREE] = "green default bold",
        [ROLE_PROCESS_0] = "default",
        [ROLE_PROCESS_1] = "bright-cyan",
        [ROLE_PROCESS_2] = "bright-yellow",
        [ROLE_PROCESS_3] = "bright-magenta",
        [ROLE_PROCESS_4] = "bright-green",
        [ROLE_PROCESS_5] = "bright-blue",
    };
    snprintf(theme->name, sizeof theme->name, "dark");
    for (int role = 0; role < ROLE_COUNT; role++) {
        read_look(looks[role], &theme->looks[role]);
    }
}

/* ---- files ---- */

typedef struct theme_line {
    char *role;
    char *look;
} theme_line_t;

typedef struct theme_file {
    theme_line_t *looks;
    unsigned looks_count;
} theme_file_t;

static const cyaml_schema_field_t line_fields[] = {
    CYAML_FIELD_STRING_PTR("role", CYAML_FLAG_POINTER, theme_line_t, role, 1, 40),
    CYAML_FIELD_STRING_PTR("look", CYAML_FLAG_POINTER, theme_line_t, look, 1, 79),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t line_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, theme_line_t, line_fields),
};

static const cyaml_schema_field_t file_fields[] = {
    CYAML_FIELD_SEQUENCE("looks", CYAML_FLAG_POINTER, theme_file_t, looks, &line_schema, 1, 100),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t file_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, theme_file_t, file_fields),
};

static bool take_looks(theme_t *theme, const theme_file_t *file, char *why, size_t why_size)
{
    for (unsigned i = 0; i < file->looks_count; i++) {
        int role = 0;
        while (role < ROLE_COUNT && strcmp(role_names[role], file->looks[i].role) != 0) {
            role++;
        }
        if (role == ROLE_COUNT || !read_look(file->looks[i].look, &theme->looks[role])) {
            snprintf(why, why_size, "theme %s: `%s: %s` is no look", theme->name, file->looks[i].role,
                     file->looks[i].look);
            return false;
        }
    }
    return true;
}

bool theme_read(theme_t *theme, const char *folder, const char *name, char *why, size_t why_size)
{
    const cyaml_config_t config = {.mem_fn = cyaml_mem, .flags = CYAML_CFG_NO_ALIAS};
    char path[4096];
    theme_file_t *file = NULL;
    theme_t read;
    theme_default(&read);
    snprintf(read.name, sizeof read.name, "%s", name);
    snprintf(path, sizeof path, "%s/%s.yaml", folder, name);
    cyaml_err_t error = cyaml_load_file(path, &config, &file_schema, (cyaml_data_t **)&file, NULL);
    if (error != CYAML_OK) {
        snprintf(why, why_size, "theme %s: %s", name, cyaml_strerror(error));
        return false;
    }
    bool ok = take_looks(&read, file, why, why_size);
    cyaml_free(&config, &file_schema, file, 0);
    if (ok) {
        *theme = read;
    }
    return ok;
}

/* ---- curses ---- */

static attr_t plain_attributes(int role)
{
    theme_look_t look = {0};
    char copy[40];
    snprintf(copy, sizeof copy, "%s", plain_looks[role]);
    char *rest = NULL;
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        read_attribute(word, &look);
    }
    return (look.bold ? A_BOLD : 0) | (look.underline ? A_UNDERLINE : 0) | (look.reverse ? A_REVERSE : 0);
}

/* Beside curses' own colour pairs, which are global too. */
static attr_t looks_in_use[ROLE_COUNT];

static int nearest_colour(int colour)
{
    /* Sixteen or eight colours: greys become white, others their base. */
    if (colour < COLORS || colour < 0) {
        return colour;
    }
    return colour < 16 ? colour - 8 : COLOR_WHITE;
}

void theme_apply(const theme_t *theme)
{
    const char *none = getenv("NO_COLOR");
    bool colours = has_colors() && !(none && *none);
    if (colours) {
        start_color();
        use_default_colors();
    }
    for (int role = 0; role < ROLE_COUNT; role++) {
        const theme_look_t *look = &theme->looks[role];
        if (!colours) {
            looks_in_use[role] = plain_attributes(role);
            continue;
        }
        init_pair((short)(role + 1), (short)nearest_colour(look->foreground),
                  (short)nearest_colour(look->background));
        looks_in_use[role] = (attr_t)COLOR_PAIR(role + 1) | (look->bold ? A_BOLD : 0) |
                             (look->dim ? A_DIM : 0) | (look->underline ? A_UNDERLINE : 0) |
                             (look->reverse ? A_REVERSE : 0);
    }
    bkgdset(' ' | looks_in_use[ROLE_TEXT]);
}

unsigned theme_attributes(role_t role)
{
    return looks_in_use[role];
}

/* ---- contrast ---- */

static void colour_rgb(int colour, double rgb[3])
{
    static const unsigned char base[16][3] = {{0, 0, 0},       {205, 0, 0},   {0, 205, 0},   {205, 205, 0},
                                              {0, 0, 238},     {205, 0, 205}, {0, 205, 205}, {229, 229, 229},
                                              {127, 127, 127}, {255, 0, 0},   {0, 255, 0},   {255, 255, 0},
                                              {92, 92, 255},   {255, 0, 255}, {0, 255, 255}, {255, 255, 255}};
    for (int i = 0; i < 3; i++) {
        if (colour < 16) {
            rgb[i] = base[colour][i];
        } else if (colour >= 232) {
            rgb[i] = 8 + 10 * (colour - 232);
        } else {
            static const int places[3] = {36, 6, 1};
            int step = (colour - 16) / places[i] % 6;
            rgb[i] = step ? 55 + 40 * step : 0;
        }
    }
}

static double luminance(int colour)
{
    static const double weights[3] = {0.2126, 0.7152, 0.0722};
    double rgb[3], sum = 0;
    colour_rgb(colour, rgb);
    for (int i = 0; i < 3; i++) {
        double part = rgb[i] / 255;
        sum += weights[i] * (part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double theme_contrast(const theme_look_t *look)
{
    double a = luminance(look->foreground < 0 ? 7 : look->foreground);
    double b = luminance(look->background < 0 ? 0 : look->background);
    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}
