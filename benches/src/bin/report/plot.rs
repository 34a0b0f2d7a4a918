use std::error::Error;
use std::fs;

use plotters::prelude::*;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/benchmarks");
const SIZE: (u32, u32) = (640, 360);
const COLORS: [RGBColor; 4] =
    [RGBColor(110, 110, 110), RGBColor(0, 90, 170), RGBColor(190, 80, 20), RGBColor(30, 130, 60)];

/// How the cost of several ways to do something grows with a size.
pub(crate) struct Plot {
    title: String,
    size: String,
    sizes: Vec<f64>,
    cases: Vec<(String, Vec<f64>)>,
}

/// The plots in what a bench printed: a title behind `plot: `, a row of sizes, a row for each case, and a blank line.
pub(crate) fn plots(said: &str) -> Vec<Plot> {
    said.split("plot: ").skip(1).filter_map(Plot::read).collect()
}

/// A row of a table: its name, which may have blanks in it, and its numbers.
fn row(line: &str) -> Option<(String, Vec<f64>)> {
    let (name, numbers) = line.split_at_checked(32)?;
    let numbers: Option<Vec<f64>> = numbers.split_whitespace().map(|number| number.parse().ok()).collect();
    Some((name.trim().to_owned(), numbers?))
}

impl Plot {
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let title = lines.next()?.to_owned();
        let (size, sizes) = row(lines.next()?)?;
        let cases = lines.map_while(|line| row(line).filter(|(_, numbers)| !numbers.is_empty())).collect();
        Some(Self { title, size, sizes, cases })
    }

    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    pub(crate) fn file(&self) -> String {
        format!("{}.svg", self.title.replace(' ', "-"))
    }

    pub(crate) fn draw(&self) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(FOLDER)?;
        let path = format!("{FOLDER}/{}", self.file());
        let area = SVGBackend::new(&path, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let most = self.cases.iter().flat_map(|(_, times)| times).copied().fold(1.0, f64::max);
        // Sizes stand in equal steps: they grow by factors.
        let steps = self.sizes.len().saturating_sub(1).max(1) as f64;
        let mut chart = ChartBuilder::on(&area)
            .caption(&self.title, ("sans-serif", 18))
            .margin(12)
            .x_label_area_size(40)
            .y_label_area_size(70)
            .build_cartesian_2d(0.0..steps, 0.0..most * 1.1)?;
        chart
            .configure_mesh()
            .x_desc(&self.size)
            .y_desc("nanoseconds")
            .x_labels(self.sizes.len())
            .x_label_formatter(&|step| self.sizes.get(step.round() as usize).map_or_else(String::new, f64::to_string))
            .y_label_formatter(&|time| format!("{time:.0}"))
            .draw()?;
        for ((name, times), color) in self.cases.iter().zip(COLORS.iter().cycle()) {
            let points = times.iter().enumerate().map(|(step, time)| (step as f64, *time));
            chart
                .draw_series(LineSeries::new(points, color.stroke_width(2)).point_size(3))?
                .label(name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
        }
        chart.configure_series_labels().position(SeriesLabelPosition::UpperLeft).background_style(WHITE).draw()?;
        area.present()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_is_read_from_its_table() {
        let said = format!(
            "before\nplot: a title\n{:<32} {:>10} {:>10}\n{:<32} {:>10} {:>10}\n\nafter\n",
            "bytes", 1, 16, "fmt, text", 7, 9
        );
        let plots = plots(&said);
        assert_eq!(plots.len(), 1);
        assert_eq!((plots[0].title(), plots[0].size.as_str()), ("a title", "bytes"));
        assert_eq!(plots[0].sizes, [1.0, 16.0]);
        assert_eq!(plots[0].cases, [("fmt, text".to_owned(), vec![7.0, 9.0])]);
    }
}
