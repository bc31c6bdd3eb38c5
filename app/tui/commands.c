#include "app/tui/commands.h"

#include <ncurses.h>
#include <stdio.h>
#include <string.h>

static const command_info_t infos[COMMAND_COUNT] = {[COMMAND_NONE] = {"", "", "", "", 0},
#define X(id, name, views, keys, footer, help) [COMMAND_##id] = {name, keys, footer, help, views},
                                                    COMMANDS_TABLE(X)
#undef X
};

static const struct {
    const char *name;
    unsigned key;
    bool special;
    const char *text, *ascii; /* as the footer writes it; NULL: as its name */
} key_names[] = {
    {"Up", KEY_UP, true, "↑", "up"},       {"Down", KEY_DOWN, true, "↓", "down"},
    {"Left", KEY_LEFT, true, "←", "left"}, {"Right", KEY_RIGHT, true, "→", "right"},
    {"Home", KEY_HOME, true, NULL, NULL},  {"End", KEY_END, true, NULL, NULL},
    {"PgUp", KEY_PPAGE, true, NULL, NULL}, {"PgDn", KEY_NPAGE, true, NULL, NULL},
    {"Enter", '\r', false, "⏎", "enter"},  {"Space", ' ', false, "space", "space"},
    {"Esc", 27, false, NULL, NULL},        {"Tab", '\t', false, NULL, NULL},
    {"S-Tab", KEY_BTAB, true, NULL, NULL}, {"Backspace", KEY_BACKSPACE, true, NULL, NULL},
    {"^C", 3, false, "Ctrl-C", "Ctrl-C"},  {"^L", 12, false, "Ctrl-L", "Ctrl-L"},
    {"^Z", 26, false, "Ctrl-Z", "Ctrl-Z"}, {"F1", KEY_F(1), true, NULL, NULL},
    {"F2", KEY_F(2), true, NULL, NULL},    {"F3", KEY_F(3), true, NULL, NULL},
    {"F4", KEY_F(4), true, NULL, NULL},    {"F5", KEY_F(5), true, NULL, NULL},
};

enum { KEY_NAME_COUNT = sizeof key_names / sizeof *key_names };

const command_info_t *command_info(command_id_t id)
{
    return &infos[id < COMMAND_COUNT ? id : COMMAND_NONE];
}

static size_t find_key_name(const char *name, size_t length)
{
    size_t i = 0;
    while (i < KEY_NAME_COUNT &&
           (strncmp(key_names[i].name, name, length) != 0 || key_names[i].name[length] != '\0')) {
        i++;
    }
    return i;
}

bool command_key_code(const char *name, size_t length, unsigned *key, bool *special)
{
    size_t i = find_key_name(name, length);
    if (i < KEY_NAME_COUNT) {
        *key = key_names[i].key;
        *special = key_names[i].special;
        return true;
    }
    *key = (unsigned char)name[0];
    *special = false;
    return length == 1;
}

/* Terminals send the same key in more than one way. */
static unsigned usual_key(unsigned key, bool *special)
{
    if (*special && key == KEY_ENTER) {
        *special = false;
        return '\r';
    }
    if (!*special && key == '\n') {
        return '\r';
    }
    if (!*special && (key == 127 || key == 8)) {
        *special = true;
        return KEY_BACKSPACE;
    }
    return key;
}

static bool has_key_code(const char *keys, unsigned wanted, bool wanted_special)
{
    while (*keys) {
        size_t length = strcspn(keys, " ");
        unsigned key;
        bool special;
        if (command_key_code(keys, length, &key, &special) && key == wanted && special == wanted_special) {
            return true;
        }
        keys += length + (keys[length] == ' ');
    }
    return false;
}

command_id_t command_of_key(unsigned view, unsigned key, bool special)
{
    key = usual_key(key, &special);
    for (int id = COMMAND_NONE + 1; id < COMMAND_COUNT; id++) {
        if ((infos[id].views & view) && has_key_code(infos[id].keys, key, special)) {
            return (command_id_t)id;
        }
    }
    return COMMAND_NONE;
}

command_id_t command_of_name(unsigned view, const char *name)
{
    for (int id = COMMAND_NONE + 1; id < COMMAND_COUNT; id++) {
        if ((infos[id].views & view) && strcmp(infos[id].name, name) == 0) {
            return (command_id_t)id;
        }
    }
    return COMMAND_NONE;
}

const char *command_key_text(command_id_t id, bool ascii, char text[COMMAND_KEY_TEXT])
{
    const char *keys = command_info(id)->keys;
    size_t length = strcspn(keys, " ");
    size_t i = find_key_name(keys, length);
    const char *shown = i == KEY_NAME_COUNT ? NULL : ascii ? key_names[i].ascii : key_names[i].text;
    if (shown) {
        snprintf(text, COMMAND_KEY_TEXT, "%s", shown);
    } else {
        snprintf(text, COMMAND_KEY_TEXT, "%.*s", (int)length, keys);
    }
    return text;
}
