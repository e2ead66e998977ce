package org.smtpward.real;

/** Looks for texts that stand out from what is behind them less than WCAG 2.2 §1.4.3 wants. */
final class Contrast {
    private static final String FUNCTIONS = """
            const channel = value => value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
            const parts = color => color.match(/[\\d.]+/g).map(Number);
            const light = color => {
              const [red, green, blue] = parts(color).map(part => channel(part / 255));
              return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
            };
            const behind = element => {
              for (let one = element; one; one = one.parentElement) {
                const color = getComputedStyle(one).backgroundColor;
                if ((parts(color)[3] ?? 1) > 0) return color;
              }
              return 'rgb(255, 255, 255)';
            };
            const ratio = element => {
              const both = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a);
              return (both[0] + 0.05) / (both[1] + 0.05);
            };
            const texts = [...document.body.querySelectorAll('*')].filter(element =>
              element.checkVisibility() && !element.closest('noscript')
              && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
            """;

    /** A list of those texts. */
    static final String TOO_LOW = "(() => {" + FUNCTIONS
            + "return texts.filter(one => ratio(one) < 4.5).map(one => one.innerText + ' ' + ratio(one)); })()";

    /** How many texts there are. */
    static final String LOOKED_AT = "(() => {" + FUNCTIONS + "return texts.length; })()";

    private Contrast() {}
}
